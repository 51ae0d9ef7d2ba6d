"""What staff does with a case: moves, answers, notes, and two people at once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.models import Entry as AuditEntry
from ateams.due import Part
from incidents.due import SOURCES
from incidents.enums import EntryKind, State
from incidents.models import Case, Entry
from incidents.selectors import OpenCase, open_case
from incidents.services import work
from incidents.services.changing import StaleCase
from incidents.services.work import NextDateMissing
from incidents.timeline import timeline
from incidents.transitions import TRANSITIONS, ForbiddenMove
from tests.factories.incidents import PASSPHRASE, give_key, make_case, open_office
from tests.factories.vault import Holder
from tests.personas import Persona
from vault.envelopes import OpenEnvelope
from vault.services import deactivate
from vault.unlocked import UnlockedKey

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TOMORROW = date(2099, 1, 5)


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case()


def key_of(person: Persona) -> UnlockedKey:
    pair = person.user.key_pair
    assert pair
    return Holder(pair, PASSPHRASE).unlocked


def opened_by(person: Persona, case: Case) -> OpenCase:
    opened = open_case(case, key_of(person))
    assert opened
    return opened


def note(case: Case, text: str, *, by: User, envelope: OpenEnvelope) -> None:
    work.write_note(case=case, text=text, once=uuid4(), by=by, envelope=envelope)


def in_state(case: Case, state: State) -> Case:
    case.state, case.next_date = state, TOMORROW
    case.closed_at = timezone.now() if state in {State.CLOSED, State.ANONYMISED} else None
    case.save()
    return case


def test_acknowledging_makes_the_reader_responsible_and_sets_a_date(
    case: Case, counsellor: Persona
) -> None:
    done = work.acknowledge(case=case, version=1, by=counsellor.user)
    assert (done.state, done.responsible) == (State.ACKNOWLEDGED, counsellor.user)
    assert done.next_date == case.reply_due_on
    assert done.version == 2
    assert AuditEntry.objects.latest("id").action == "case.acknowledged"


def test_first_answer_acknowledges_and_settles_the_debt(case: Case, counsellor: Persona) -> None:
    opened = opened_by(counsellor, case)
    done = work.send_message(
        once=uuid4(),
        case=case,
        text="Wir sind da.",
        version=1,
        by=counsellor.user,
        shared=opened.shared,
    )
    assert (done.state, done.reply_due_on) == (State.ACKNOWLEDGED, None)
    assert done.first_reply_at is not None
    assert done.unread_by_reporter
    assert [line.body for line in timeline(opened)] == [
        "Etwas ist passiert.",
        "",
        "",
        "Wir sind da.",
    ]


def test_second_person_at_once_is_told_and_nothing_is_stored(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    opened = opened_by(lead, case)
    work.acknowledge(case=case, version=1, by=counsellor.user)
    before = Entry.objects.count()
    with pytest.raises(StaleCase):
        work.send_message(
            once=uuid4(), case=case, text="Auch ich.", version=1, by=lead.user, shared=opened.shared
        )
    assert Entry.objects.count() == before


def test_notes_never_conflict(case: Case, counsellor: Persona, lead: Persona) -> None:
    opened = opened_by(lead, case)
    assert opened.internal
    work.acknowledge(case=case, version=1, by=counsellor.user)
    work.write_note(
        once=uuid4(), case=case, text="Bitte bald.", by=lead.user, envelope=opened.internal
    )
    assert timeline(opened)[-1].body == "Bitte bald."


def test_office_notes_are_closed_to_the_team(
    counsellor: Persona, lead: Persona, member: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    give_key(member.user)
    case = make_case(team=member.team)
    office, team = opened_by(counsellor, case), opened_by(member, case)
    assert team.internal is None
    assert office.internal
    work.write_note(
        once=uuid4(), case=case, text="Nur intern.", by=counsellor.user, envelope=office.internal
    )
    work.write_note(
        once=uuid4(), case=case, text="Fürs Team.", by=member.user, envelope=team.shared
    )
    assert [line.body for line in timeline(office)][1:] == ["Nur intern.", "Fürs Team."]
    assert [line.body for line in timeline(team)][1:] == ["Fürs Team."]


def test_note_with_a_foreign_envelope_is_refused(case: Case, counsellor: Persona) -> None:
    other = opened_by(counsellor, make_case())
    with pytest.raises(ValueError, match="another case"):
        work.write_note(
            once=uuid4(), case=case, text="Falsch.", by=counsellor.user, envelope=other.shared
        )


def test_note_and_answer_sent_twice_count_once(case: Case, counsellor: Persona) -> None:
    opened = opened_by(counsellor, case)
    assert opened.internal
    once, other = uuid4(), uuid4()
    for _ in range(2):
        work.write_note(
            case=case, text="Einmal.", once=once, by=counsellor.user, envelope=opened.internal
        )
        work.send_message(
            case=case,
            text="Hallo.",
            once=other,
            version=1,
            by=counsellor.user,
            shared=opened.shared,
        )
    assert case.entries.filter(kind=EntryKind.NOTE).count() == 1
    assert case.entries.filter(kind=EntryKind.TO_REPORTER).count() == 1


def test_answer_of_the_team_leaves_the_office_its_debt(
    counsellor: Persona, lead: Persona, member: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    give_key(member.user)
    case = make_case(team=member.team)
    opened = opened_by(member, case)
    done = work.send_message(
        case=case, text="Hallo.", once=uuid4(), version=1, by=member.user, shared=opened.shared
    )
    assert (done.state, done.reply_due_on) == (State.NEW, case.reply_due_on)
    work.record_opening(case=case, by=member.user)
    case.refresh_from_db()
    assert case.unread


def test_reminders_of_a_case_go_to_those_who_can_read_it(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    work.assign(case=case, person=counsellor.user, version=1, by=lead.user)
    pair = counsellor.user.key_pair
    assert pair
    deactivate(key_pair=pair)
    (item,) = SOURCES[0].items(until=date(2099, 1, 1))
    assert item.people[Part.RESPONSIBLE] == ()
    assert [person.key for person in item.people[Part.LEAD]] == [f"user:{lead.user.pk}"]


ALLOWED = [
    (before, after)
    for before in State
    for after in TRANSITIONS[before]
    if after not in {State.CLOSED, State.ANONYMISED, State.REFERRED}
]


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_move_of_the_table_is_made(
    case: Case, counsellor: Persona, before: State, after: State
) -> None:
    in_state(case, before)
    done = work.move(case=case, to=after, version=1, by=counsellor.user)
    assert (done.state, done.closed_at) == (after, None)
    assert case.entries.filter(kind=EntryKind.MOVE, state=after).count() == 1


def test_every_other_move_is_refused(case: Case, counsellor: Persona) -> None:
    """Closing is no mere move, see test_closing.py."""
    for before in State:
        in_state(case, before)
        for after in {*State} - {*TRANSITIONS[before]} | {State.CLOSED}:
            with pytest.raises(ForbiddenMove):
                work.move(case=case, to=after, version=1, by=counsellor.user)
    assert not case.entries.filter(kind=EntryKind.MOVE).exists()


def test_reopening_needs_a_next_date(case: Case, counsellor: Persona) -> None:
    in_state(case, State.CLOSED)
    Case.objects.update(next_date=None)
    with pytest.raises(NextDateMissing):
        work.move(case=case, to=State.REOPENED, version=1, by=counsellor.user)
    done = work.move(
        case=case, to=State.REOPENED, version=1, by=counsellor.user, next_date=TOMORROW
    )
    assert (done.state, done.next_date, done.closed_at) == (State.REOPENED, TOMORROW, None)


def test_unattended_cases_lack_person_or_date(case: Case, counsellor: Persona) -> None:
    assert list(Case.objects.unattended()) == [case]
    case = work.acknowledge(case=case, version=1, by=counsellor.user)
    assert not Case.objects.unattended().exists()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"closed_at": timezone.now()}, "case_closed_has_date"),
        ({"state": State.CLOSED}, "case_closed_has_date"),
        ({"with_coordinator": True}, "case_readers_need_team"),
    ],
)
def test_case_invariants_live_in_the_database(
    case: Case, change: dict[str, object], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


def test_words_must_be_sealed(case: Case) -> None:
    with pytest.raises(IntegrityError, match="entry_words_are_sealed"), transaction.atomic():
        Entry.objects.create(case=case, kind=EntryKind.TO_REPORTER)


def test_case_due_items_follow_the_dates(case: Case, counsellor: Persona, lead: Persona) -> None:
    far = timezone.localdate() + timedelta(days=400)
    kinds = {source.kind: [i.object_id for i in source.items(until=far)] for source in SOURCES}
    assert kinds == {
        "case.reply": [str(case.id)],
        "case.next_date": [],
        "case.unattended": [str(case.id)],
        "case.erasure": [],
        "case.task": [],
        "case.agreement": [],
        "case.referral": [],
        "case.acknowledge": [],
        "case.feedback": [],
        "case.silence": [],
        "case.review": [],
        "case.consent": [],
        "case.override": [],
        "case.opening_ends": [],
        "case.proposal": [],
        "case.pile": [],
    }
    work.acknowledge(case=case, version=1, by=counsellor.user)
    kinds = {source.kind: [i.object_id for i in source.items(until=far)] for source in SOURCES}
    assert kinds == {
        "case.reply": [str(case.id)],
        "case.next_date": [str(case.id)],
        "case.unattended": [],
        "case.erasure": [],
        "case.task": [],
        "case.agreement": [],
        "case.referral": [],
        "case.acknowledge": [],
        "case.feedback": [],
        "case.silence": [],
        "case.review": [],
        "case.consent": [],
        "case.override": [],
        "case.opening_ends": [],
        "case.proposal": [],
        "case.pile": [],
    }
    Case.objects.update(reply_due_on=None, next_date=far + timedelta(days=1))
    assert not [item for source in SOURCES for item in source.items(until=far)]


def test_case_due_items_are_seen_by_its_readers_only(
    case: Case, counsellor: Persona, coordinator: Persona, admin: Persona
) -> None:
    give_key(coordinator.user)
    far = timezone.localdate() + timedelta(days=400)

    def seen(person: Persona) -> int:
        return sum(1 for s in SOURCES for _ in s.items(until=far, reader_id=person.user.pk))

    assert [seen(counsellor), seen(coordinator), seen(admin)] == [2, 0, 0]
