"""Absence, passing on and putting off: who is reminded then, and that nobody is told too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import Traveller

from accounts.enums import Role
from accounts.models import Absence, User
from accounts.services import end_absence
from ateams.audit.models import Entry
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from followups.agenda import agenda_of
from followups.counting import Waiting, waiting_for
from followups.enums import ReminderState
from followups.erasure import ERASERS, forget_case
from followups.models import Delegation, Reminder, Snooze, rules_by_kind
from followups.putting_off import pass_on, put_off, take_back
from followups.sources import BY_KIND
from followups.stages import calls
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.enums import Step
from incidents.models import Case
from incidents.services.consents import Wish, override
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.followups import due_item
from tests.factories.incidents import give_key, make_case, open_office
from tests.factories.trainings import TrainingFactory
from tests.followups.arranging import away, checked, dated_case, found, page
from tests.incidents.consenting import opened_by
from tests.incidents.working import for_office
from tests.personas import Persona, persona
from vault.models import Grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten o'clock in Berlin
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def told(kind: str) -> dict[str, set[str]]:
    """Plan, and return who is reminded of which object of a kind."""
    Reminder.objects.all().delete()
    plan_reminders(timezone.now())
    found: dict[str, set[str]] = {}
    for reminder in Reminder.objects.filter(kind=kind):
        name = User.objects.get(pk=reminder.recipient_key.partition(":")[2]).name
        found.setdefault(reminder.object_id, set()).add(name)
    return found


def mine(who: Persona) -> set[tuple[str, str]]:
    agenda = agenda_of(who.user, timezone.localdate())
    (entries,) = agenda.entries(agenda.mine())
    return {(entry.item.kind, entry.item.object_id) for entry in entries}


# --- absence


def test_stand_in_gets_what_their_key_opens_and_the_lead_gets_the_rest(
    counsellor: Persona, lead: Persona
) -> None:
    colleague = persona(Role.COUNSELLOR, name="Kollegin")
    open_office(counsellor.user, lead.user)
    older = dated_case(counsellor.user)
    give_key(colleague.user)
    newer = dated_case(counsellor.user)
    usual = {str(older.pk): {counsellor.user.name}, str(newer.pk): {counsellor.user.name}}
    assert told("case.next_date") == usual

    absence = away(counsellor.user, colleague.user)
    lead.user.refresh_from_db()
    colleague.user.refresh_from_db()
    assert told("case.next_date") == {
        str(older.pk): {lead.user.name},
        str(newer.pk): {"Kollegin"},
    }
    assert ("case.next_date", str(newer.pk)) in mine(colleague)
    assert ("case.next_date", str(older.pk)) in mine(lead)
    assert ("case.next_date", str(newer.pk)) not in mine(lead)
    assert f"Vertretung für {counsellor.user.name}" in page(colleague)
    # In the mail that is on its way nothing says for whom.
    while send_next_reminder(timezone.now()):
        pass
    assert set(Mail.objects.values_list("kind", flat=True)) == {"case.waiting"}

    away(colleague.user)  # away as well: nobody stands in for somebody who is not there
    assert told("case.next_date")[str(newer.pk)] == {lead.user.name}
    away(lead.user)
    assert told("case.next_date") == usual  # told to nobody would be worse than told too early
    end_absence(person=counsellor.user, absence_id=absence.pk, by=counsellor.user)
    assert told("case.next_date") == usual


def test_in_a_team_only_who_can_do_it_stands_in(
    coordinator: Persona, member: Persona, lead: Persona
) -> None:
    training = TrainingFactory.create(
        institution=coordinator.institution, logged_at=MONDAY - timedelta(days=8)
    )
    about = str(training.pk)
    assert told("training.to_confirm") == {about: {coordinator.user.name}}
    absence = away(coordinator.user)
    Absence.objects.filter(pk=absence.pk).update(stand_in=member.user)
    assert told("training.to_confirm") == {about: {lead.user.name}}
    second = UserFactory.create(role=Role.COORDINATOR, name="Zweite")
    Absence.objects.filter(pk=absence.pk).update(stand_in=second)  # of another school
    assert told("training.to_confirm") == {about: {lead.user.name}}
    MembershipFactory.create(user=second, team=coordinator.team)
    assert told("training.to_confirm") == {about: {"Zweite"}}


def test_decision_without_consent_goes_to_no_stand_in(lead: Persona, counsellor: Persona) -> None:
    """Whoever enters an absence for a lead does not lead the notice past that lead."""
    second = persona(Role.LEAD, name="Zweite Leitung")
    open_office(counsellor.user, lead.user, second.user)
    case = make_case()
    shared = opened_by(lead, case).shared
    wish = Wish(step=Step.POLICE, what="Wir wollen zur Polizei gehen.")
    override(**for_office(lead, case), shared=shared, wish=wish, reason="Es eilt.", once=uuid4())
    away(second.user, counsellor.user)
    [people] = told("case.override").values()
    assert people == {"Zweite Leitung"}


# --- passed on, put off


def sent() -> list[tuple[str, str]]:
    """Plan and write; return due date and stage of what has become a mail."""
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass
    queued = Reminder.objects.filter(state=ReminderState.QUEUED, kind="case.next_date")
    return [(f"{one.due_on:%d.%m.}", one.stage) for one in queued.order_by("due_on", "pk")]


def test_passed_on_is_told_to_the_delegate_until_it_moves_or_they_may_not_see_it(
    counsellor: Persona, lead: Persona
) -> None:
    blind = persona(Role.COUNSELLOR, name="Ohne Schlüssel")
    colleague = persona(Role.COUNSELLOR, name="Kollege")
    open_office(counsellor.user, lead.user, colleague.user)
    case = dated_case(counsellor.user)
    with pytest.raises(ValidationError, match="darf das nicht sehen"):
        pass_on(item=found(counsellor, case), to=blind.user, by=counsellor.user)
    for _ in range(2):
        row = pass_on(item=found(counsellor, case), to=colleague.user, by=counsellor.user)
    assert Entry.objects.filter(action="due.passed_on").count() == 1
    assert told("case.next_date") == {str(case.pk): {"Kollege"}}
    assert ("case.next_date", str(case.pk)) in mine(colleague)
    assert ("case.next_date", str(case.pk)) not in mine(counsellor)

    absence = away(colleague.user, lead.user)
    assert told("case.next_date") == {str(case.pk): {lead.user.name}}
    end_absence(person=colleague.user, absence_id=absence.pk, by=colleague.user)
    Grant.objects.filter(key_pair=colleague.user.key_pair_id).update(scope="other")
    assert told("case.next_date") == {str(case.pk): {counsellor.user.name}}
    Grant.objects.filter(key_pair=colleague.user.key_pair_id).update(scope=Role.COUNSELLOR)
    Case.objects.update(next_date=TODAY - timedelta(days=1))
    assert told("case.next_date") == {str(case.pk): {counsellor.user.name}}
    Case.objects.update(next_date=TODAY)
    assert told("case.next_date") == {str(case.pk): {"Kollege"}}
    assert take_back(row=row, by=counsellor.user)
    assert not take_back(row=row, by=counsellor.user)
    assert told("case.next_date") == {str(case.pk): {counsellor.user.name}}


def leave() -> None:
    """Let what was written be out, so that it is not taken back."""
    now = timezone.now()
    Mail.objects.update(state=MailState.SENT, attempts=1, sending_at=now, finished_at=now)


def test_put_off_is_told_again_from_its_new_day_on(
    counsellor: Persona, lead: Persona, clock: Traveller
) -> None:
    open_office(counsellor.user, lead.user)
    case = dated_case(counsellor.user)
    assert sent() == [("23.11.", "due")]
    leave()
    until = TODAY + timedelta(days=10)
    row = put_off(
        item=found(counsellor, case), until=until, reason="others", note="", by=counsellor.user
    )
    clock.move_to(MONDAY + timedelta(days=9))
    assert sent() == [("23.11.", "due")]  # nor is the lead told after three days
    assert waiting_for(counsellor.user, timezone.localdate()) == Waiting()
    clock.move_to(MONDAY + timedelta(days=10))
    assert sent()[1:] == [("03.12.", "due")]
    leave()
    assert waiting_for(counsellor.user, timezone.localdate()) == Waiting(today=1)
    clock.move_to(MONDAY + timedelta(days=14))
    assert sent()[2:] == [("03.12.", "late")]
    leave()
    assert found(counsellor, case).derived_on == TODAY
    take_back(row=row, by=counsellor.user)
    assert sent()[0:3] == [("23.11.", "due"), ("23.11.", "late+1"), ("03.12.", "due")]
    row.save(force_insert=True)
    Case.objects.update(next_date=TODAY + timedelta(days=20))
    assert found(counsellor, case).put_off is None  # it has moved, so it has ended


def test_what_is_put_off_before_it_is_due_sleeps_and_is_withdrawn(
    counsellor: Persona, lead: Persona, clock: Traveller
) -> None:
    open_office(counsellor.user, lead.user)
    case = dated_case(counsellor.user)
    plan_reminders(timezone.now())
    row = put_off(
        item=found(counsellor, case),
        until=TODAY + timedelta(days=1),
        reason="no_time",
        note="",
        by=counsellor.user,
    )
    assert sent() == []
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.DROPPED}
    take_back(row=row, by=counsellor.user)
    assert sent() == [("23.11.", "due")]


LIMITS = [  # kind, urgent, due in days, put off by days, whether that is taken
    ("case.next_date", False, 0, 90, True),
    ("case.next_date", False, 0, 91, False),
    ("case.next_date", False, 0, 0, False),
    ("case.next_date", True, 0, 3, True),
    ("case.next_date", True, 0, 4, False),
    ("case.reply", False, 5, 5, True),
    ("case.reply", False, 5, 6, False),
    ("case.reply", False, 0, 1, False),
]


def test_how_far_something_can_be_put_off(counsellor: Persona, clock: Traveller) -> None:
    open_office(counsellor.user)
    taken = []
    for kind, urgent, due_in, days, is_taken in LIMITS:
        due = TODAY + timedelta(days=due_in)
        case = dated_case(counsellor.user, urgent=urgent, reply_due_on=due)
        item = found(counsellor, case, kind)
        until = TODAY + timedelta(days=days)
        if is_taken:
            for _ in range(2):
                put_off(item=item, until=until, reason="others", note="", by=counsellor.user)
            assert Entry.objects.filter(action="due.put_off", subject_id=case.pk).count() == 1
            taken.append((kind, case, until))
        else:
            with pytest.raises(ValidationError):
                put_off(item=item, until=until, reason="others", note="", by=counsellor.user)
    assert Snooze.objects.count() == 3
    clock.move_to(MONDAY + timedelta(days=1))  # a second time it does not begin anew
    for kind, case, until in taken:
        item, later = found(counsellor, case, kind), until + timedelta(days=1)
        with pytest.raises(ValidationError):
            put_off(item=item, until=later, reason="others", note="", by=counsellor.user)


# --- the same numbers everywhere, in as many queries for three as for one


@pytest.mark.thorough
def test_start_page_counts_what_the_agenda_lists_with_all_that_is_arranged(
    counsellor: Persona, lead: Persona
) -> None:
    colleague = persona(Role.COUNSELLOR, name="Kollegin")
    second = persona(Role.LEAD, name="Zweite Leitung")
    blind = persona(Role.COUNSELLOR, name="Ohne Schlüssel")
    open_office(counsellor.user, lead.user, second.user)
    chance, people = Random(6), [counsellor, lead, colleague, second, blind]
    office = [None, counsellor.user, lead.user, colleague.user, second.user]
    for number in range(24):
        if number == 8:
            give_key(colleague.user)
        due = [None, TODAY - timedelta(days=4), TODAY]
        case = dated_case(
            chance.choice(office), next_date=chance.choice(due), reply_due_on=chance.choice(due)
        )
        for kind, model in (("case.next_date", Snooze), ("case.reply", Delegation)):
            day = case.next_date if model is Snooze else case.reply_due_on
            named = {"kind": kind, "object_id": str(case.pk), "due_on": day, "by": lead.user}
            if not day or chance.random() < 0.6:
                continue
            if model is Snooze:
                until = TODAY + timedelta(days=chance.choice([-2, 0, 3]))
                since = min(until, TODAY)
                Snooze.objects.create(**named, until=until, since=since, reason="others")
            else:
                Delegation.objects.create(**named, to=chance.choice(people).user)
    for person in people:
        person.user.refresh_from_db()
    for stand_in in (None, colleague.user, blind.user):
        Absence.objects.all().delete()
        away(counsellor.user, stand_in)
        away(second.user, colleague.user)
        counted = [checked(person) for person in people]
        assert counted[1].overdue > 2
    away(lead.user)
    for person in people:
        checked(person)


def test_queries_do_not_grow_with_what_is_arranged(
    counsellor: Persona, lead: Persona, coordinator: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    away(counsellor.user, lead.user)
    away(coordinator.user)
    numbers = []
    for number in (1, 2):
        for _ in range(number):
            cases = [dated_case(counsellor.user) for _ in range(3)]
            put_off(
                item=found(lead, cases[0]),
                until=TODAY + timedelta(days=2),
                reason="others",
                note="",
                by=lead.user,
            )
            pass_on(item=found(lead, cases[1]), to=lead.user, by=lead.user)
            TrainingFactory.create(institution=coordinator.institution)
        with CaptureQueriesContext(connection) as queries:
            lead.client.get("/agenda/?show=all")
        with CaptureQueriesContext(connection) as counting:
            waiting_for(lead.user, TODAY)
        numbers.append((len(queries), len(counting)))
    assert numbers[0] == numbers[1]


def test_arrangements_are_erased_with_their_case_and_in_time(counsellor: Persona) -> None:
    open_office(counsellor.user)
    first, second = dated_case(counsellor.user), dated_case(counsellor.user)
    for case in (first, second):
        item = found(counsellor, case)
        day = TODAY + timedelta(days=1)
        put_off(item=item, until=day, reason="others", note="", by=counsellor.user)
        pass_on(item=item, to=counsellor.user, by=counsellor.user)
    forget_case(first.pk)
    assert Snooze.objects.get().object_id == Delegation.objects.get().object_id == str(second.pk)
    ends = {"snooze": TODAY + timedelta(days=91), "delegation": date(2027, 11, 22)}
    for eraser in ERASERS:
        if end := ends.get(eraser.kind):
            assert not eraser.due(end).exists()
            assert eraser.erase(
                list(eraser.due(end + timedelta(days=1)).values_list("pk", flat=True))
            )


def test_what_nobody_is_responsible_for_reaches_the_lead() -> None:
    """Of every kind: if there are only leads, a lead is called at one of its stages."""
    rules = rules_by_kind()
    forgotten = set()
    for kind, of_kind in rules.items():
        item = replace(due_item(TODAY, lead="lead", office="lead"), kind=kind)
        days = [TODAY + timedelta(days=day) for day in range(-60, 60)]
        if not any(call for day in days for call in calls(item, of_kind, day)):
            forgotten.add(kind)
    assert forgotten == set()
    assert set(rules) == set(BY_KIND)
