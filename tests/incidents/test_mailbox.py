"""The mailbox: the way back with a receipt code."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from incidents.enums import EntryKind, State
from incidents.models import Case, Entry
from incidents.next_steps import spoken_day
from incidents.services import work
from incidents.services.clocks import reply_due
from incidents.services.mailbox import conversation, find_mailbox
from tests.factories.incidents import give_key, make_case, open_office
from tests.personas import Persona, persona
from vault.models import Envelope, Grant
from vault.services import open_envelope_as_reporter

pytestmark = pytest.mark.django_db
URL = "/de/mailbox/"
CODE = "12345678901234567890"


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case(code=CODE, what="Jemand hat mich beleidigt.")


def post(client: Client, url: str, **fields: Any) -> HttpResponse:
    fields.setdefault("once", str(uuid4()))
    return client.post(url, fields, headers={"sec-fetch-site": "same-origin"})  # type: ignore[return-value]


def enter(client: Client, code: str = CODE) -> str:
    fields = {"code": code, "once": str(uuid4())}
    answer = client.post(URL, fields, headers={"sec-fetch-site": "same-origin"}, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize(
    "typed", [CODE, "1234 5678 9012 3456 7890", "1234-5678-9012-3456-7890", "١٢٣٤٥٦٧٨٩٠ ١٢٣٤٥٦٧٨٩٠"]
)
def test_mailbox_opens_with_the_code_however_typed(case: Case, client: Client, typed: str) -> None:
    html = enter(client, typed)
    assert "Jemand hat mich beleidigt." in html
    assert "Deine Meldung ist angekommen." in html
    assert case.reply_due_on
    assert f"Wir antworten bis {spoken_day(case.reply_due_on)}." in html


@pytest.mark.parametrize("typed", ["", "1234", "hallo", "0" * 20, "1" * 99, "12\x00"])
def test_mailbox_unknown_code_says_so(case: Case, client: Client, typed: str) -> None:
    html = enter(client, typed)
    assert "data-error-summary" in html
    assert "Jemand hat mich beleidigt." not in html
    assert not client.cookies


def test_mailbox_cookie_is_strict_and_opens_nothing_elsewhere(case: Case, client: Client) -> None:
    enter(client)
    cookie = client.cookies["mailbox"]
    assert (cookie["samesite"], cookie["httponly"]) == ("Strict", True)
    assert set(client.cookies) == {"mailbox"}


def test_mailbox_closes_after_ten_idle_minutes(case: Case, client: Client) -> None:
    enter(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        html = client.get(URL).content.decode()
    assert "Das Postfach ist geschlossen." in html
    assert "Jemand hat mich beleidigt." not in html


def test_mailbox_closes_after_an_hour_even_in_use(case: Case, client: Client) -> None:
    now = timezone.now()
    with time_machine.travel(now) as clock:
        enter(client)
        for minutes in range(9, 60, 9):
            clock.move_to(now + timedelta(minutes=minutes))
            assert "Jemand hat mich beleidigt." in client.get(URL).content.decode()
        clock.move_to(now + timedelta(minutes=61))
        assert "Jemand hat mich beleidigt." not in client.get(URL).content.decode()


def test_mailbox_can_be_left(case: Case, client: Client) -> None:
    enter(client)
    answer = post(client, f"{URL}leave/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "Jemand hat mich beleidigt." not in client.get(URL).content.decode()


def test_mailbox_message_reaches_the_case_and_owes_an_answer(case: Case, client: Client) -> None:
    Case.objects.update(unread=False, reply_due_on=None)
    enter(client)
    post(client, f"{URL}message/", text="Es ist noch etwas passiert.")
    mailbox = find_mailbox(CODE)
    assert mailbox
    assert mailbox.case.unread
    assert mailbox.case.reply_due_on is not None
    assert conversation(mailbox)[-1][1] == {"text": "Es ist noch etwas passiert."}


def test_mailbox_message_sent_twice_is_one(case: Case, client: Client) -> None:
    enter(client)
    once = str(uuid4())
    for _ in range(2):
        post(client, f"{URL}message/", text="Nur einmal.", once=once)
    assert case.entries.filter(kind=EntryKind.FROM_REPORTER).count() == 1


def test_mailbox_message_with_the_id_of_another_case_is_a_message_of_its_own(
    case: Case, client: Client
) -> None:
    other, once = make_case(code="9" * 20), str(uuid4())
    for code in (CODE, "9" * 20):
        enter(client, code)
        post(client, f"{URL}message/", text="Dieselbe Kennung.", once=once)
    mine, theirs = (c.entries.filter(kind=EntryKind.FROM_REPORTER).count() for c in (case, other))
    assert (mine, theirs) == (1, 1)


def test_mailbox_that_closed_while_writing_keeps_the_text(case: Case, client: Client) -> None:
    html = post(client, f"{URL}message/", text="Ein langer Text.").content.decode()
    assert "Das Postfach ist geschlossen." in html
    assert "Ein langer Text.</textarea>" in html
    assert case.entries.count() == 1
    post(client, URL, code=CODE, text="Ein langer Text.")
    mailbox = find_mailbox(CODE)
    assert mailbox
    assert conversation(mailbox)[-1][1] == {"text": "Ein langer Text."}


def test_mailbox_urgent_message_brings_the_answer_forward(case: Case, client: Client) -> None:
    Case.objects.update(urgent=True, reply_due_on=date(2099, 1, 1))
    enter(client)
    post(client, f"{URL}message/", text="Es eilt jetzt sehr.")
    case.refresh_from_db()
    assert case.reply_due_on == reply_due(timezone.localdate(), urgent=True)


def test_mailbox_typed_code_starts_the_hour_anew(case: Case, client: Client) -> None:
    now = timezone.now()
    with time_machine.travel(now) as clock:
        enter(client)
        for minutes in (9, 18, 27, 36, 45, 54):
            clock.move_to(now + timedelta(minutes=minutes))
            client.get(URL)
        enter(client)
        clock.move_to(now + timedelta(minutes=63))
        assert "Jemand hat mich beleidigt." in client.get(URL).content.decode()


def test_mailbox_empty_message_is_named(case: Case, client: Client) -> None:
    enter(client)
    html = post(client, f"{URL}message/", text=" ").content.decode()
    assert "Schreib bitte etwas" in html
    assert Entry.objects.count() == 1


def test_mailbox_message_reopens_a_closed_case(
    case: Case, client: Client, counsellor: Persona
) -> None:
    Case.objects.update(state=State.CLOSED, closed_at=timezone.now(), reply_due_on=None)
    enter(client)
    post(client, f"{URL}message/", text="Es geht wieder los.")
    case.refresh_from_db()
    assert case.state == State.REOPENED
    assert case.next_date == case.reply_due_on


def test_mailbox_shows_answers_by_role_and_never_by_name(
    case: Case, client: Client, counsellor: Persona
) -> None:
    mailbox = find_mailbox(CODE)
    assert mailbox
    work.send_message(
        case=case,
        text="Danke dir.",
        once=uuid4(),
        version=1,
        by=counsellor.user,
        shared=mailbox.shared,
    )
    html = enter(client)
    assert "Danke dir." in html
    assert "Beratungsstelle" in html
    assert counsellor.user.name not in html
    case.refresh_from_db()
    assert not case.unread_by_reporter


def test_mailbox_team_can_be_taken_out(
    counsellor: Persona, lead: Persona, member: Persona, coordinator: Persona, client: Client
) -> None:
    open_office(counsellor.user, lead.user)
    pair, other = give_key(member.user), give_key(coordinator.user)
    case = make_case(team=member.team, with_coordinator=True, code=CODE)
    assert "A-Team: 1 Person" in enter(client)
    post(client, f"{URL}readers/", drop_members="on")
    html = client.get(URL).content.decode()
    assert "Kein A-Team liest mit." in html
    assert "Koordinierung: 1 Person" in html
    holders = set(case.shared_envelope.grants.values_list("key_pair", flat=True))
    assert pair.pk not in holders
    assert other.pk in holders
    post(client, f"{URL}readers/", drop_coordinator="on")
    case.refresh_from_db()
    assert (case.team, case.with_members, case.with_coordinator) == (None, False, False)
    assert not case.shared_envelope.grants.filter(key_pair=other).exists()


def test_mailbox_member_who_lost_the_role_is_taken_out_too(
    counsellor: Persona, member: Persona, client: Client
) -> None:
    open_office(counsellor.user)
    pair = give_key(member.user)
    case = make_case(team=member.team, code=CODE)
    pair.activated_at, pair.activation_scope = None, ""
    pair.save()
    enter(client)
    post(client, f"{URL}readers/", drop_members="on")
    assert not case.shared_envelope.grants.filter(key_pair=pair).exists()


def test_mailbox_withdrawal_needs_a_tick_and_erases_everything(case: Case, client: Client) -> None:
    enter(client)
    assert "Setz bitte das Häkchen" in post(client, f"{URL}withdraw/").content.decode()
    assert Case.objects.exists()
    html = post(client, f"{URL}withdraw/", sure="on").content.decode()
    assert "Alles ist gelöscht." in html
    counts = [model.objects.count() for model in (Case, Entry, Envelope, Grant)]
    assert counts == [0, 0, 0, 0]
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.subject_id, entry.actor) == ("case.withdrawn", str(case.id), None)
    assert client.cookies["mailbox"].value == ""
    assert find_mailbox(CODE) is None


@pytest.mark.parametrize("place", ["message/", "readers/", "withdraw/", "leave/"])
def test_mailbox_pages_need_the_code(case: Case, client: Client, place: str) -> None:
    answer = post(client, f"{URL}{place}", sure="on", drop_members="on")
    assert answer.status_code == 302
    assert answer["Location"] == URL
    assert (Case.objects.count(), Entry.objects.count()) == (1, 1)


@pytest.mark.parametrize("place", ["", "message/", "readers/", "withdraw/"])
def test_mailbox_posts_of_other_sites_are_refused(case: Case, client: Client, place: str) -> None:
    enter(client)
    answer = client.post(
        f"{URL}{place}", {"text": "Fremd", "sure": "on"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert (Case.objects.count(), Entry.objects.count()) == (1, 1)


@pytest.mark.parametrize("place", ["message/", "readers/", "leave/"])
def test_mailbox_changes_are_post_only(case: Case, client: Client, place: str) -> None:
    assert client.get(f"{URL}{place}").status_code == 405


def test_mailbox_of_reissued_grant_is_the_reporters_alone(case: Case) -> None:
    mailbox = find_mailbox(CODE)
    assert mailbox
    opened = open_envelope_as_reporter(
        envelope_id=case.shared_envelope_id, secret_key=mailbox.secret_key
    )
    assert opened.id == case.shared_envelope_id
    assert not Grant.objects.filter(envelope=case.internal_envelope_id, reporter=True).exists()
    assert not Entry.objects.filter(kind=EntryKind.NOTE).exists()
    assert persona(Role.ADMIN).user.key_pair is None
