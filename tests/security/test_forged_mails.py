"""Mails that somebody tries to bend: links to another host, more headers, look-alike addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts.models import Invitation, User
from ateams.outbox.delivery import as_message
from ateams.outbox.models import Mail
from tests.factories.accounts import PASSWORD, UserFactory
from tests.personas import Persona

pytestmark = pytest.mark.django_db
FORGED_HOSTS = ["testserver:8443", "testserver.", "TESTSERVER:1", "localhost:99"]


@pytest.fixture(autouse=True)
def _no_attempts_so_far() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


# --- links and headers of mails --------------------------------------------------------------


@pytest.mark.parametrize("host", FORGED_HOSTS)
def test_link_for_a_new_password_leads_here_whatever_the_request_calls_its_host(host: str) -> None:
    user = UserFactory.create()
    headers = {"host": host, "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    Client().post("/accounts/password/reset/", {"email": user.email}, headers=headers)
    mail = Mail.objects.get()
    links = re.findall(r"https?://\S+", mail.text)
    assert any("/password/reset/key/" in link for link in links)
    assert {link.startswith(f"{settings.BASE_URL}/") for link in links} == {True}
    assert host not in mail.text + mail.html
    assert "evil.example" not in mail.text + mail.html


@pytest.mark.parametrize("host", FORGED_HOSTS)
def test_link_that_confirms_an_address_leads_here(member: Persona, host: str) -> None:
    fields = {"password": PASSWORD, "next": "/accounts/email/"}
    member.client.post("/accounts/reauthenticate/", fields)
    fields = {"action_add": "", "email": "neu@x.example"}
    member.client.post("/accounts/email/", fields, headers={"host": host})
    mail = Mail.objects.get(kind="account_address_confirmation")
    links = re.findall(r"https?://\S+", mail.text)
    assert {link.startswith(f"{settings.BASE_URL}/") for link in links} == {True}


BREAKS = ["\r\nBcc: evil@evil.example", "\nBcc: evil@evil.example", "\r", "\x0b", "\x0c", "\x1c",
          "\x85", "\u2028", "\u2029", "\r\n\r\n<h1>Text</h1>"]  # fmt: skip


@pytest.mark.parametrize("line_break", BREAKS)
def test_names_and_addresses_add_no_header_to_a_mail(
    admin: Persona, member: Persona, line_break: str
) -> None:
    """Names, addresses and titles with line breaks: refused, or tamed; a mail has its headers."""
    name = f"Ada{line_break}"
    for number, (email, called) in enumerate(
        [
            (f"a{line_break}@x.example", "Ada"),
            ("b@x.example", name),
            (f"c@x.example{line_break}", ""),
        ]
    ):
        offer = {"email": email, "name": called, "role": "admin", "language": "de"}
        assert admin.client.post("/people/invite/", offer).status_code in {200, 302}, number
    many = f"Ada{line_break} <d@x.example>\nEve <e@x.example{line_break}>"
    fields = {"people": many, "role": "admin", "language": "de"}
    assert admin.client.post("/people/invite/many/", fields).status_code in {200, 302}
    member.client.post("/account/", {"name": name, "language": "de"})
    Client().post("/accounts/password/reset/", {"email": f"{member.user.email}{line_break}"})
    Client().post("/accounts/password/reset/", {"email": member.user.email})
    mails = list(Mail.objects.all())
    assert member.user.email in {mail.address for mail in mails}
    for mail in mails:
        message = as_message(mail).message()
        assert set(message.keys()) <= {
            "Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type",
            "Content-Transfer-Encoding", "Auto-Submitted", "X-Auto-Response-Suppress",
        }  # fmt: skip
        assert str(message["To"]) == mail.address
        assert "evil@evil.example" not in str(message["To"])


# --- accounts that look alike ----------------------------------------------------------------


LOOK_ALIKES = [
    "person\u0131@ateams.example",  # dotless i, which some databases fold to i
    "\u017fabine@ateams.example",  # long s
    "p\u0435rson@ateams.example",  # a Cyrillic letter that looks like e
    "person@\u0430teams.example",  # a Cyrillic letter that looks like a, in the host
    "person@ateams\uff0eexample",  # full-width full stop
    "\uff50erson@ateams.example",  # full-width p
    "person\u200b@ateams.example",  # zero width space
    "perso\u0301n@ateams.example",  # combining accent
]


@pytest.mark.parametrize("email", LOOK_ALIKES)
def test_address_that_looks_like_another_gets_no_account(admin: Persona, email: str) -> None:
    offer = {"email": email, "role": "admin", "language": "de"}
    answer = admin.client.post("/people/invite/", offer)
    assert list(answer.context["form"].errors) == ["email"]
    fields = {"people": f"Ada <{email}>", "role": "admin", "language": "de"}
    answer = admin.client.post("/people/invite/many/", fields)
    assert "people" in answer.context["form"].errors
    admin.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    fields = {"action_add": "", "email": email}
    answer = admin.client.post("/accounts/email/", fields)
    assert "email" in answer.context["form"].errors
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_sign_that_lower_case_turns_into_a_letter_is_that_letter(admin: Persona) -> None:
    UserFactory.create(email="kai@ateams.example")
    offer = {"email": "\u212aai@ateams.example", "role": "admin", "language": "de"}
    answer = admin.client.post("/people/invite/", offer)
    assert list(answer.context["form"].errors) == ["email"]


def test_address_in_capitals_is_the_same_account(admin: Persona) -> None:
    known = UserFactory.create(email="sabine@ateams.example")
    offer = {"email": "SABINE@ATEAMS.EXAMPLE", "role": "admin", "language": "de"}
    answer = admin.client.post("/people/invite/", offer)
    assert list(answer.context["form"].errors) == ["email"]
    assert User.objects.filter(email__iexact=known.email).count() == 1


@pytest.mark.parametrize("email", ["\u017fabine@ateams.example", "sabine@ateams\uff0eexample"])
def test_link_for_a_new_password_goes_to_the_address_of_the_account_alone(email: str) -> None:
    UserFactory.create(email="sabine@ateams.example")
    Client().post("/accounts/password/reset/", {"email": email})
    assert set(Mail.objects.values_list("address", flat=True)) <= {"sabine@ateams.example"}
