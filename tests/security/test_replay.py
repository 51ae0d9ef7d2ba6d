"""Cookies that somebody copied: when they are over, and what they never open."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.services import change_words, make_key_pair
from incidents.models import Case
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory
from tests.factories.incidents import PASSPHRASE, make_case, open_office
from tests.personas import Persona, show_second_factor, unlock
from vault.passphrases import new_passphrase
from vault.receipts import new_code

pytestmark = pytest.mark.django_db
MAILBOX = "/de/mailbox/"
SAID = "Jemand hat mich beleidigt."


@pytest.fixture
def code(lead: Persona, counsellor: Persona) -> str:
    """Return the code of a case that the office reads."""
    open_office(lead.user, counsellor.user)
    for person in (lead, counsellor):
        person.user.refresh_from_db()
    code = new_code()
    make_case(code=code, what=SAID)
    return code


def copy_of(client: Client) -> Client:
    """Return a second browser with the cookies of the first."""
    copy = Client()
    copy.cookies.load(client.cookies.output(header=""))
    return copy


def post(client: Client, path: str, **fields: str) -> HttpResponse:
    fields.setdefault("once", str(uuid4()))
    return client.post(path, fields, headers={"sec-fetch-site": "same-origin"})  # type: ignore[return-value]


def mailbox(code: str) -> Client:
    """Return a browser in which the mailbox is open."""
    client = Client()
    post(client, MAILBOX, code=code)
    return client


def reads(client: Client, path: str) -> bool:
    return SAID in client.get(path).content.decode()


def case_path() -> str:
    return f"/cases/{Case.objects.get().reference}/"


# --- the mailbox -----------------------------------------------------------------------------


def test_copied_mailbox_cookie_is_over_once_the_mailbox_is_closed(code: str) -> None:
    reporter = mailbox(code)
    thief = copy_of(reporter)
    assert reads(thief, MAILBOX)
    post(reporter, f"{MAILBOX}leave/")
    assert not reads(thief, MAILBOX)
    post(thief, f"{MAILBOX}message/", text="Geschrieben mit der Kopie.")
    post(thief, f"{MAILBOX}withdraw/", sure="on")
    assert Case.objects.get().entries.count() == 1


def test_copied_mailbox_cookie_is_over_once_the_page_was_left_quickly(code: str) -> None:
    reporter = mailbox(code)
    thief = copy_of(reporter)
    assert reads(thief, MAILBOX)
    reporter.get("/exit/")
    assert not reads(thief, MAILBOX)
    assert reads(mailbox(code), MAILBOX)


def test_cookie_that_the_copy_received_since_is_over_too(code: str) -> None:
    reporter = mailbox(code)
    thief = copy_of(reporter)
    assert reads(thief, MAILBOX)
    assert thief.cookies["mailbox"].value != reporter.cookies["mailbox"].value
    post(reporter, f"{MAILBOX}leave/")
    assert not reads(thief, MAILBOX)


def test_closing_after_a_long_pause_ends_the_copy_that_was_kept_in_use(code: str) -> None:
    now = timezone.now()
    with time_machine.travel(now) as clock:
        reporter = mailbox(code)
        thief = copy_of(reporter)
        for minutes in (9, 18, 27):
            clock.move_to(now + timedelta(minutes=minutes))
            assert reads(thief, MAILBOX)
        assert not reads(copy_of(reporter), MAILBOX)
        post(reporter, f"{MAILBOX}leave/")
        assert not reads(thief, MAILBOX)


def test_closed_mailbox_opens_again_with_the_code_alone(code: str) -> None:
    reporter = mailbox(code)
    earlier = copy_of(reporter)
    post(reporter, f"{MAILBOX}leave/")
    assert reads(mailbox(code), MAILBOX)
    assert not reads(earlier, MAILBOX)


def test_closed_cookie_closes_nothing_any_more(code: str) -> None:
    reporter = mailbox(code)
    thief = copy_of(reporter)
    post(reporter, f"{MAILBOX}leave/")
    again = mailbox(code)
    post(thief, f"{MAILBOX}leave/")
    assert reads(again, MAILBOX)


def test_mailbox_that_was_closed_leaves_others_open(code: str) -> None:
    other_code = new_code()
    make_case(code=other_code, what=SAID)
    other = mailbox(other_code)
    post(mailbox(code), f"{MAILBOX}leave/")
    assert reads(other, MAILBOX)


def test_copied_mailbox_cookie_is_over_with_the_case(code: str) -> None:
    reporter = mailbox(code)
    thief = copy_of(reporter)
    post(reporter, f"{MAILBOX}withdraw/", sure="on")
    assert not reads(thief, MAILBOX)


def test_mailbox_cookie_opens_no_other_page_and_no_other_cookie_the_mailbox(
    code: str, counsellor: Persona
) -> None:
    reporter = mailbox(code)
    carried = reporter.cookies["mailbox"].value
    for name in ("sessionid", "vault"):
        reporter.cookies[name] = carried
    assert reporter.get(case_path()).status_code == 302
    page = Client().get("/de/report/").content.decode()
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    stranger = Client()
    stranger.cookies["mailbox"] = ticket
    assert not reads(stranger, MAILBOX)
    answer = post(Client(), "/de/report/", what="Mit dem Keks als Karte.", ticket=carried)
    assert "Die Seite war sehr lange offen." in answer.content.decode()


# --- people who sign in ----------------------------------------------------------------------


def test_copied_cookies_are_over_after_signing_out(code: str, counsellor: Persona) -> None:
    unlock(counsellor)
    thief = copy_of(counsellor.client)
    assert reads(copy_of(thief), case_path())
    counsellor.client.post("/accounts/logout/")
    answer = thief.get(case_path())
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        "/accounts/login/",
    )


def test_half_of_the_key_from_before_signing_out_opens_nothing_after(
    code: str, counsellor: Persona
) -> None:
    unlock(counsellor)
    half = counsellor.client.cookies["vault"].value
    counsellor.client.post("/accounts/logout/")
    counsellor.client.force_login(counsellor.user)
    counsellor.client.cookies["vault"] = half
    assert not reads(counsellor.client, case_path())


def test_copied_cookies_open_nothing_after_locking(code: str, counsellor: Persona) -> None:
    unlock(counsellor)
    thief = copy_of(counsellor.client)
    counsellor.client.post("/vault/lock/")
    assert not reads(thief, case_path())


def test_half_from_before_unlocking_anew_opens_nothing(code: str, counsellor: Persona) -> None:
    unlock(counsellor)
    thief = copy_of(counsellor.client)
    unlock(counsellor)
    assert not reads(thief, case_path())
    assert not reads(counsellor.client, case_path()), "a wrong half locks the session"


@pytest.mark.parametrize("event", ["new words", "new key", "switched off"])
def test_copied_cookies_open_nothing_once_the_key_has_changed(
    code: str, counsellor: Persona, admin: Persona, event: str
) -> None:
    unlock(counsellor)
    thief = copy_of(counsellor.client)
    path = case_path()
    assert reads(copy_of(thief), path)
    if event == "new words":
        change_words(person=counsellor.user, old=PASSPHRASE, new=new_passphrase())
    elif event == "new key":
        make_key_pair(person=counsellor.user, passphrase="sechs neue Wörter für den Schlüssel")
    else:
        admin.client.post(f"/people/{counsellor.user.pk}/lock/")
        counsellor.user.refresh_from_db()
        assert not counsellor.user.is_active
    assert not reads(thief, path)


def test_session_of_somebody_else_does_not_open_with_ones_own_half(
    code: str, counsellor: Persona, lead: Persona
) -> None:
    unlock(counsellor)
    unlock(lead)
    thief = copy_of(lead.client)
    thief.cookies["vault"] = counsellor.client.cookies["vault"].value
    assert not reads(thief, case_path())


def test_password_changed_ends_every_other_session(member: Persona) -> None:
    thief = copy_of(member.client)
    new = "acht Raben überm Dach"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    member.client.post("/accounts/password/change/", fields)
    assert thief.get("/account/").status_code == 302
    assert member.client.get("/account/").status_code == 200


# --- sessions that somebody else has chosen --------------------------------------------------


def test_session_key_changes_as_somebody_signs_in(db: None) -> None:
    user = UserFactory.create()
    client = Client()
    session = client.session  # an empty one, whose key the attacker knows
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    planted = copy_of(client)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != session.session_key
    assert client.get("/account/").status_code == 200
    assert planted.get("/account/").status_code == 302


def test_made_up_session_key_is_not_taken_over(db: None) -> None:
    user = UserFactory.create()
    client = Client()
    client.cookies["sessionid"] = "chosen-by-somebody-else-0123456789"
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != "chosen-by-somebody-else-0123456789"


def test_session_of_another_account_does_not_survive_an_invitation(admin: Persona) -> None:
    InvitationFactory.create(token="willkommen")
    planted = copy_of(admin.client)
    fields = {"name": "Gast", "password": "sieben Schirme am Bahnhof"}
    admin.client.post("/invitation/willkommen/", fields)
    assert admin.client.cookies["sessionid"].value != planted.cookies["sessionid"].value
    assert planted.get("/account/").status_code == 302


def test_half_of_a_key_does_not_survive_another_sign_in_on_the_device(
    code: str, counsellor: Persona, member: Persona
) -> None:
    unlock(counsellor)
    client = counsellor.client
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": member.user.email, "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    show_second_factor(client, member.user)
    assert client.get(case_path()).status_code == 404
    assert "vault" not in client.session
