"""Pages of cases: who sees what, what is named when something is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import current_membership, scope_of
from accounts.enums import Role
from accounts.models import Team
from accounts.services import Activation, activate_keys, assign
from ateams.audit.models import Entry as AuditEntry
from incidents.enums import State
from incidents.models import Case, Entry
from incidents.services import work
from incidents.views.case_actions import ACTIONS
from tests.factories.accounts import TeamFactory
from tests.factories.contactpoints import open_gate
from tests.factories.incidents import PASSPHRASE, classified, give_key, make_case, open_office
from tests.factories.vault import Holder
from tests.personas import Persona, persona

pytestmark = pytest.mark.django_db
URL = "/cases/"


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case(what="Was niemand sonst lesen darf.")


def page(case: Case, action: str = "") -> str:
    return f"{URL}{case.reference}/{action + '/' if action else ''}"


def unlock(person: Persona, case: Case) -> None:
    answer = person.client.post(page(case), {"passphrase": PASSPHRASE})
    assert answer.status_code == 302


def act(who: Persona, case: Case, action: str, **fields: Any) -> str:
    fields.setdefault("version", Case.objects.get(pk=case.pk).version)
    fields.setdefault("once", str(uuid4()))
    return who.client.post(page(case, action), fields, follow=True).content.decode()


def test_case_opens_after_the_passphrase_and_the_opening_is_recorded(
    case: Case, counsellor: Persona
) -> None:
    locked = counsellor.client.get(page(case)).content.decode()
    assert "Was niemand sonst lesen darf." not in locked
    assert not AuditEntry.objects.filter(action="case.opened").exists()
    unlock(counsellor, case)
    assert "Was niemand sonst lesen darf." in counsellor.client.get(page(case)).content.decode()
    entry = AuditEntry.objects.get(action="case.opened")
    assert (entry.actor, entry.subject_id) == (counsellor.user.pk, str(case.pk))
    case.refresh_from_db()
    assert not case.unread


def test_case_shown_after_a_mistake_is_an_opening_too(case: Case, counsellor: Persona) -> None:
    unlock(counsellor, case)
    assert "Was niemand sonst lesen darf." in act(counsellor, case, "note", text="")
    assert AuditEntry.objects.filter(action="case.opened").count() == 1


def test_case_wrong_words_are_named(case: Case, counsellor: Persona) -> None:
    answer = counsellor.client.post(page(case), {"passphrase": "ganz andere wörter als gedacht"})
    assert "nicht die richtigen Wörter" in answer.content.decode()
    assert "Was niemand sonst lesen darf." not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR, Role.ADMIN])
def test_case_does_not_exist_for_others(case: Case, role: Role) -> None:
    other = persona(role)
    if role != Role.ADMIN:
        give_key(other.user)
    assert case.reference not in other.client.get(URL).content.decode()
    assert other.client.get(page(case)).status_code == 404
    for action in ACTIONS:
        answer = other.client.post(page(case, action), {"text": "Fremd", "version": 1})
        assert answer.status_code == 404
    assert Entry.objects.count() == 1


def test_case_missing_and_foreign_answer_alike(case: Case, member: Persona) -> None:
    give_key(member.user)
    foreign = member.client.get(page(case))
    missing = member.client.get(f"{URL}XXXX-XXXX/")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


def test_case_pages_ask_the_anonymous_to_sign_in(case: Case, client: Client) -> None:
    for url in (URL, page(case)):
        assert client.get(url)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("action", ACTIONS)
def test_case_changes_are_post_only(case: Case, counsellor: Persona, action: str) -> None:
    assert counsellor.client.get(page(case, action)).status_code == 405


def test_case_of_a_key_that_lost_its_scope_is_gone(case: Case, counsellor: Persona) -> None:
    unlock(counsellor, case)
    pair = counsellor.user.key_pair
    assert pair
    pair.activation_scope = "lead"
    pair.save()
    assert counsellor.client.get(page(case)).status_code == 404


def test_member_who_moved_to_another_team_leaves_its_cases_behind(
    counsellor: Persona, lead: Persona, member: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    pair = give_key(member.user)
    assert member.team
    case = make_case(team=member.team)
    assign(person=member.user, role=Role.MEMBER, team=TeamFactory.create(), by=lead.user)
    member.user.refresh_from_db()
    activate_for(member, by=lead)
    new = make_case(team=current_team(member))
    assert member.client.get(page(case)).status_code == 404
    assert member.client.get(page(new)).status_code == 200
    assert not case.shared_envelope.grants.filter(key_pair=pair).exists()


def test_counsellor_who_becomes_lead_keeps_the_cases(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    assign(person=counsellor.user, role=Role.LEAD, team=None, by=lead.user)
    counsellor.user.refresh_from_db()
    assert counsellor.client.get(page(case)).status_code == 404
    activate_for(counsellor, by=lead)
    assert counsellor.client.get(page(case)).status_code == 200


def activate_for(person: Persona, *, by: Persona) -> None:
    pair = person.user.key_pair
    assert pair
    assert by.user.key_pair
    open_gate(person.user)
    activate_keys(
        activations=[Activation(pair.pk, scope_of(person.user) or "")],
        by=by.user,
        key=Holder(by.user.key_pair, PASSPHRASE).unlocked,
    )


def current_team(person: Persona) -> Team:
    membership = current_membership(person.user)
    assert membership
    return membership.team


def test_coordinator_works_with_what_was_opened_and_no_further(
    counsellor: Persona, member: Persona, coordinator: Persona
) -> None:
    open_office(counsellor.user)
    give_key(member.user)
    give_key(coordinator.user)
    case = make_case(team=member.team, with_coordinator=True)
    unlock(coordinator, case)
    act(coordinator, case, "acknowledge")
    act(coordinator, case, "note", text="Ich frage in der Klasse nach.")
    html = act(coordinator, case, "message", text="Wir kümmern uns.")
    assert "Ich frage in der Klasse nach." in html
    assert "Wir kümmern uns." in html
    case.refresh_from_db()
    assert (case.state, case.responsible) == (State.ACKNOWLEDGED, None)
    for action in ("assign", "date", "move", "close"):
        assert f'action="{page(case, action)}"' not in html
        assert coordinator.client.post(page(case, action), {"version": 3}).status_code == 404


def test_member_answers_and_does_not_acknowledge(counsellor: Persona, member: Persona) -> None:
    open_office(counsellor.user)
    give_key(member.user)
    case = make_case(team=member.team)
    unlock(member, case)
    html = act(member, case, "message", text="Wir sind für dich da.")
    assert "Wir sind für dich da." in html
    assert f'action="{page(case, "acknowledge")}"' not in html
    assert member.client.post(page(case, "acknowledge"), {"version": 2}).status_code == 404


def test_second_counsellor_is_told_and_keeps_the_text(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    unlock(lead, case)
    work.acknowledge(case=case, version=1, by=counsellor.user)
    html = act(lead, case, "message", text="Mein langer Text.", version=1)
    assert "Inzwischen hat jemand anderes den Fall geändert." in html
    assert "Mein langer Text." in html
    assert 'name="version" value="2"' in html
    assert case.entries.filter(kind="to_reporter").count() == 0
    act(lead, case, "message", text="Mein langer Text.", version=2)
    assert case.entries.filter(kind="to_reporter").count() == 1


def test_closing_needs_a_reason(case: Case, counsellor: Persona) -> None:
    unlock(counsellor, case)
    act(counsellor, case, "acknowledge")
    classified(case, by=counsellor.user)
    assert "warum der Fall abgeschlossen wird" in act(counsellor, case, "close")
    act(counsellor, case, "close", closing_reason="documented_only", reason="Wie gewünscht.")
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert case.reference not in counsellor.client.get(URL).content.decode()
    assert case.reference in counsellor.client.get(f"{URL}?state=closed").content.decode()


def test_reopening_needs_a_next_date(case: Case, counsellor: Persona) -> None:
    unlock(counsellor, case)
    act(counsellor, case, "acknowledge")
    act(counsellor, case, "close", closing_reason="spam")
    assert "data-error-summary" in act(counsellor, case, "move", to="reopened")
    day = timezone.localdate() + timedelta(days=7)
    act(counsellor, case, "move", to="reopened", next_date=day.isoformat())
    case.refresh_from_db()
    assert (case.state, case.next_date) == (State.REOPENED, day)


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("message", {"text": ""}, "Die Antwort ist leer."),
        ("message", {"text": "x" * 40_001}, "40001"),
        ("note", {"text": " "}, "Die Notiz ist leer."),
        ("date", {"next_date": "2020-01-01"}, "schon vorbei"),
        ("date", {"next_date": "morgen"}, "data-error-summary"),
        ("assign", {"person": "niemand"}, "data-error-summary"),
        ("move", {"to": "anonymised"}, "data-error-summary"),
        ("move", {"to": "closed"}, "data-error-summary"),
    ],
)
def test_case_bad_input_is_named(
    case: Case, counsellor: Persona, action: str, fields: dict[str, str], words: str
) -> None:
    unlock(counsellor, case)
    act(counsellor, case, "acknowledge")
    before = Case.objects.values().get(pk=case.pk)
    assert words in act(counsellor, case, action, **fields)
    assert Case.objects.values().get(pk=case.pk) == before


def test_case_is_assigned_to_those_who_can_open_it(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    late = persona(Role.COUNSELLOR, name="Zu spät Gekommene")
    give_key(late.user)
    unlock(counsellor, case)
    assert "Zu spät Gekommene" not in counsellor.client.get(page(case)).content.decode()
    act(counsellor, case, "assign", person=str(lead.user.pk))
    case.refresh_from_db()
    assert case.responsible == lead.user


def test_case_costs_constant_queries(
    case: Case, counsellor: Persona, django_assert_num_queries: Any
) -> None:
    unlock(counsellor, case)
    counts = []
    for number in range(2):
        counsellor.client.get(page(case))
        with django_assert_num_queries(100, exact=False) as captured:
            counsellor.client.get(page(case))
        counts.append(len(captured))
        for text in ("eins", "zwei"):
            act(counsellor, case, "note", text=f"{text} {number}")
    assert counts[0] == counts[1]
