"""The start page counts what the agenda lists: the same number, without deriving every item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from uuid import uuid5

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Team
from accounts.selectors import recipient
from followups.agenda import agenda_of
from followups.counting import Waiting, waiting_for
from followups.models import rules_by_kind
from followups.sources import SOURCES
from followups.stages import called
from incidents.enums import EntryKind, State
from incidents.models import Case, Entry
from tests.factories.accounts import ContactFactory, TeamFactory
from tests.factories.incidents import give_key, make_case, open_office
from tests.factories.trainings import FollowUpAnswerFactory, TrainingFactory
from tests.incidents.working import set_task
from tests.personas import Persona, persona
from trainings.due import COUNTED as COUNTED_TRAININGS
from trainings.enums import Answer, Kind, Moment
from trainings.enums import State as Stand
from trainings.imported import NAMESPACE
from trainings.models import Feedback

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

NOW = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # tomorrow already, in Hannover
MOVES = (State.TRIAGE, State.WAITING_PERSON, State.IN_PROGRESS, State.REOPENED)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def listed(person: Persona) -> Waiting:
    today = timezone.localdate()
    key, rules = recipient(person.user).key, rules_by_kind()
    mine = [
        item.due_on
        for source in SOURCES
        for item in source.items(until=today, reader_id=person.user.pk)
        if key in called(item, rules.get(item.kind, []), today)
    ]
    return Waiting(sum(day < today for day in mine), mine.count(today))


def check_agenda(person: Persona) -> None:
    """Hold the agenda, which counts first, against what the sources derive one by one."""
    today = timezone.localdate()
    until = today + timedelta(days=40)
    agenda = agenda_of(person.user, today, until)
    (entries,) = agenda.entries(agenda.bundles)
    shown = [(entry.item.due_on, entry.item.kind, entry.item) for entry in entries]
    derived = [
        (item.due_on, item.kind, replace(item, people=dict(item.people)))
        for source in SOURCES
        for item in source.items(until=until, reader_id=person.user.pk)
    ]
    assert [row[:2] for row in shown] == sorted(row[:2] for row in derived)
    assert sorted(shown, key=str) == sorted(derived, key=str)
    assert agenda.waiting() == listed(person)
    # Page by page it is the same.
    mine = agenda.mine()
    (whole,) = agenda.entries(mine)
    pages = [agenda.entries(mine, skip=skip, most=7)[0] for skip in range(0, len(whole) + 7, 7)]
    assert [entry for page in pages for entry in page] == whole
    assert len(whole) == sum(bundle.number for bundle in mine)


def age(case: Case, chance: Random, people: list[Persona]) -> None:
    """Let a case have a past: since when, whose, how it was moved, and what was said."""
    today = timezone.localdate()
    who = chance.choice([None, *people])
    Case.objects.filter(pk=case.pk).update(
        received_at=NOW - timedelta(hours=chance.randrange(9000)),
        responsible=who.user if who else None,
        state=chance.choice([State.NEW, *MOVES]),
        next_date=chance.choice([None, today - timedelta(days=2), today, today]),
        reply_due_on=chance.choice([None, today - timedelta(days=9), today]),
    )
    case.refresh_from_db()
    for _ in range(chance.randrange(5)):
        entry = Entry(case=case, at=NOW - timedelta(hours=chance.randrange(9000)))
        entry.kind = chance.choice([EntryKind.MOVE, EntryKind.REVIEWED, EntryKind.TO_REPORTER])
        if entry.kind == EntryKind.MOVE:
            entry.state = chance.choice(MOVES)
        elif entry.kind == EntryKind.TO_REPORTER:
            entry.sealed, entry.author_role = b"-", chance.choice([Role.COUNSELLOR, Role.MEMBER])
        entry.save()


@pytest.mark.thorough
def test_start_page_counts_what_the_agenda_lists(
    counsellor: Persona, lead: Persona, member: Persona, coordinator: Persona, admin: Persona
) -> None:
    locked_out = persona(Role.COUNSELLOR, name="Ohne Schlüssel")
    open_office(counsellor.user, lead.user)
    give_key(member.user)
    for person in (counsellor, lead, member):
        person.user.refresh_from_db()
    chance = Random(4)
    for number in range(40):
        case = make_case(team=member.team if number % 4 == 0 else None)
        age(case, chance, [counsellor, lead, member, locked_out])
    for case, days in product(Case.objects.all()[:2], (0, 1)):
        set_task(case, counsellor, due_on=timezone.localdate() + timedelta(days=days))
    everybody = [counsellor, lead, member, coordinator, locked_out]
    counted = [waiting_for(person.user, timezone.localdate()) for person in everybody]
    assert counted == [listed(person) for person in everybody]
    assert all(one.overdue > 1 and one.today > 1 for one in counted[:2])
    assert counted[2:] == [Waiting()] * 3
    for person in everybody:
        check_agenda(person)


def test_counting_costs_as_many_queries_for_three_cases_as_for_one(
    counsellor: Persona, lead: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    for person in (counsellor, lead):
        person.user.refresh_from_db()
    numbers = []
    for _ in range(2):
        make_case()
        with CaptureQueriesContext(connection) as queries:
            counsellor.client.get("/")
        numbers.append(len(queries))
        make_case()
    assert numbers[0] == numbers[1] <= 68


def training_with_a_past(chance: Random, teams: list[Team]) -> None:
    """Make a training of some day and state, and what was answered about it."""
    ago = timedelta(days=chance.randrange(-3, 420))
    day, logged_at = timezone.localdate() - ago, NOW - timedelta(hours=chance.randrange(9000))
    training = TrainingFactory.create(
        team=(team := chance.choice(teams)),
        institution=team.institution,
        on=day,
        kind=chance.choice(Kind.values),
        state=chance.choice([Stand.PLANNED, Stand.HELD, Stand.HELD, Stand.CONFIRMED]),
        logged_at=logged_at,
        submission=chance.choice([None, uuid5(NAMESPACE, f"{day}{logged_at}")]),
    )
    for months in chance.choice([(), (), (), (1,), (1, 3), (1, 6), (12,)]):
        answer = chance.choice([Answer.DONE, *Answer])
        at = NOW - timedelta(days=chance.randrange(40))
        FollowUpAnswerFactory.create(training=training, months=months, answer=answer, at=at)
    for moment in chance.choice([(), (Moment.AFTER,), (Moment.AFTER, Moment.LATER)]):
        Feedback.objects.create(training=training, moment=moment)


def test_trainings_are_counted_as_the_agenda_lists_them(
    counsellor: Persona, lead: Persona, member: Persona, coordinator: Persona, admin: Persona
) -> None:
    chance = Random(5)
    assert coordinator.team
    teams = [coordinator.team, *TeamFactory.create_batch(4)]
    for team in teams[:3]:
        ContactFactory.create(institution=team.institution, responsible=True)
    for _ in range(90):
        training_with_a_past(chance, teams)
    today = timezone.localdate()
    found = Counter(bundle.kind for bundle in agenda_of(counsellor.user, today).bundles)
    assert found.keys() >= COUNTED_TRAININGS[0].kinds, "the pasts do not reach every kind"
    everybody = [counsellor, lead, member, coordinator, admin]
    counted = [waiting_for(person.user, today) for person in everybody]
    assert counted == [listed(person) for person in everybody]
    assert all(one.overdue > 1 for one in (counted[0], counted[1], counted[3]))
