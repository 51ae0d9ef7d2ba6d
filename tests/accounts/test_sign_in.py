"""Signing in and out, and what allauth mails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import Team, User
from ateams.outbox.models import Mail
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory
from tests.personas import Persona

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

NEW_PASSWORD = "acht Raben überm Dach"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_attempts_so_far() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(user: User, password: str = PASSWORD, **more: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": password, **more})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def confirm_password(person: Persona, password: str = PASSWORD) -> Response:
    data = {"password": password, "next": "/accounts/email/"}
    return person.client.post("/accounts/reauthenticate/", data)


def link_in(mail: Mail) -> str:
    found = re.search(r"https?://[^/]+(/accounts/\S+)", mail.text)
    assert found
    return found[1]


def test_right_password_signs_in(db: None) -> None:
    assert is_signed_in(sign_in(UserFactory.create()))


def test_address_may_be_typed_with_capitals(db: None) -> None:
    user = UserFactory.create(email="ayse@x.example")
    user.email = "Ayse@X.example"
    assert is_signed_in(sign_in(user))


def test_wrong_password_is_answered_beside_the_form(db: None) -> None:
    user = UserFactory.create()
    answer = Client().post("/accounts/login/", {"login": user.email, "password": "falsch"})
    assert answer.status_code == 200
    assert user.email in answer.content.decode()
    assert answer.context["form"].non_field_errors()


def test_many_wrong_passwords_are_slowed_down(db: None) -> None:
    user = UserFactory.create()
    for _attempt in range(5):
        sign_in(user, "falsch")
    assert not is_signed_in(sign_in(user))


def test_deactivated_account_does_not_sign_in(db: None) -> None:
    user = UserFactory.create(is_active=False)
    assert not is_signed_in(sign_in(user))


def test_unverified_address_does_not_sign_in(db: None) -> None:
    user = UserFactory.create()
    EmailAddress.objects.update(verified=False)
    assert not is_signed_in(sign_in(user))


@pytest.mark.parametrize(
    ("role", "ticked", "days"),
    [
        (Role.MEMBER, True, 30),
        (Role.COORDINATOR, True, 30),
        (Role.MEMBER, False, None),
        (Role.COUNSELLOR, True, None),
        (Role.ADMIN, True, None),
    ],
)
def test_device_stays_signed_in(team: Team, role: Role, ticked: bool, days: int | None) -> None:
    user = UserFactory.create(role=role)
    if user.works_in_team:
        MembershipFactory.create(user=user, team=team)
    client = sign_in(user, **({"remember": "on"} if ticked else {}))
    assert is_signed_in(client)
    age = client.cookies["sessionid"]["max-age"]
    assert age == (days * 24 * 3600 if days else "")


def test_sign_out_ends_the_session(member: Persona) -> None:
    member.client.post("/accounts/logout/")
    assert not is_signed_in(member.client)


def test_sign_up_is_closed(db: None) -> None:
    answer = Client().post("/accounts/signup/", {"email": "a@x.example", "password1": NEW_PASSWORD})
    assert "nur mit einer Einladung" in answer.content.decode()
    assert not User.objects.exists()


def test_lost_password_is_replaced_by_mail(db: None) -> None:
    user = UserFactory.create()
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    page = client.get(link_in(Mail.objects.get(kind="account_password_link")), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert is_signed_in(sign_in(user, NEW_PASSWORD))
    assert Mail.objects.filter(kind="account_password_changed", address=user.email).exists()


def test_unknown_address_gets_no_mail_and_the_same_answer(db: None) -> None:
    known = UserFactory.create()
    answers = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in (known.email, "nobody@x.example")
    ]
    assert {answer.headers["Location"] for answer in answers} == {"/accounts/password/reset/done/"}
    assert [mail.address for mail in Mail.objects.all()] == [known.email]


def test_password_is_changed(member: Persona) -> None:
    answer = member.client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert answer.status_code == 302
    assert is_signed_in(sign_in(member.user, NEW_PASSWORD))


def test_address_is_changed_once_the_new_one_is_confirmed(member: Persona) -> None:
    earlier = member.user.email
    confirm_password(member)
    member.client.post("/accounts/email/", {"action_add": "", "email": "neu@x.example"})
    mail = Mail.objects.get(kind="account_address_confirmation")
    assert (mail.address, mail.language) == ("neu@x.example", "de")
    member.user.refresh_from_db()
    assert member.user.email == earlier
    member.client.post(link_in(mail))
    member.user.refresh_from_db()
    assert member.user.email == "neu@x.example"
    assert Mail.objects.get(kind="account_address_changed").address == earlier


def test_address_is_not_changed_from_a_phone_left_open(member: Persona) -> None:
    for answer in (
        member.client.get("/accounts/email/"),
        member.client.post("/accounts/email/", {"action_add": "", "email": "neu@x.example"}),
    ):
        assert answer.headers["Location"] == "/accounts/reauthenticate/?next=/accounts/email/"
    assert not Mail.objects.exists()


def test_asking_for_the_password_keeps_no_address_and_no_cookie(member: Persona) -> None:
    member.client.cookies["vault"] = "half-of-the-key"
    member.client.post("/accounts/email/", {"action_add": "", "email": "neu@x.example"})
    kept = str(dict(member.client.session))
    assert "127.0.0.1" not in kept
    assert "half-of-the-key" not in kept


def test_wrong_password_does_not_open_the_change_of_address(member: Persona) -> None:
    answer = confirm_password(member, "falsch")
    assert list(answer.context["form"].errors) == ["password"]
    assert member.client.get("/accounts/email/").status_code == 302


def test_password_is_asked_for_again_after_a_while(member: Persona) -> None:
    with time_machine.travel(NOW):
        assert confirm_password(member).headers["Location"] == "/accounts/email/"
        assert member.client.get("/accounts/email/").status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=6)):
        assert member.client.get("/accounts/email/").status_code == 302


def test_password_is_not_changed_without_the_earlier_one(member: Persona) -> None:
    answer = member.client.post(
        "/accounts/password/change/",
        {"oldpassword": "falsch", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert list(answer.context["form"].errors) == ["oldpassword"]
    assert not is_signed_in(sign_in(member.user, NEW_PASSWORD))


def test_mail_names_neither_address_nor_browser(member: Persona) -> None:
    member.client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        headers={"user-agent": "Firefox auf dem Schulrechner"},
    )
    mail = Mail.objects.get()
    assert "Schulrechner" not in mail.text + mail.html
    assert "127.0.0.1" not in mail.text + mail.html


def test_mail_speaks_the_language_of_the_account(member: Persona) -> None:
    User.objects.filter(pk=member.user.pk).update(language="en")
    Client().post("/accounts/password/reset/", {"email": member.user.email})
    assert Mail.objects.get().language == "en"


def test_page_to_return_to_must_be_ours(db: None) -> None:
    user = UserFactory.create()
    data = {"login": user.email, "password": PASSWORD, "next": "https://evil.example/"}
    answer = Client().post("/accounts/login/", data)
    assert answer.headers["Location"] == "/"
