"""Every kind of due item: its completion removes it, its date moves it, and nothing else is stored.

Where no person can move the date itself, what it is counted from is moved: the nearest thing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import Institution, Membership
from ateams.audit.services import record
from ateams.due import DueItem, Source, as_of
from followups.models import Reminder, rules_by_kind
from followups.sources import SOURCES, derive
from followups.stages import calls
from incidents.enums import ConsentState, ConsentWay, EntryKind, Outcome, ReferralState, State
from incidents.models import Agreement, Case, Consent, Entry, Proposal, Referral, Task
from tests.factories.accounts import ContactFactory, MembershipFactory
from tests.factories.incidents import make_case
from tests.factories.trainings import (
    FollowUpAnswerFactory,
    TrainingFactory,
    TrainingRequestFactory,
    agreed_person,
)
from tests.personas import Persona, give_key, persona
from trainings.enums import Answer, Moment
from trainings.enums import State as TrainingState
from trainings.models import (
    ApprovedHours,
    Feedback,
    FollowUpAnswer,
    PersonConsent,
    Session,
    Training,
    TrainingRequest,
)
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)  # a Wednesday, at noon
TODAY = date(2026, 11, 25)
LATER = timedelta(days=7)  # working days are five of them, everywhere in between


@dataclass
class World:
    """People, one case and one institution, made once for all kinds."""

    lead: Persona
    other: Persona
    case: Case
    institution: Institution
    membership: Membership

    def entry(self, kind: EntryKind, days_ago: int = 0, **more: Any) -> Entry:
        at = NOW - timedelta(days=days_ago)
        return Entry.objects.create(case=self.case, kind=kind, at=at, sealed=b"-", **more)

    def training(self, days_ago: int, **more: Any) -> Training:
        logged = NOW - timedelta(days=days_ago)
        training: Training = TrainingFactory.create(
            institution=self.institution, on=logged.date(), logged_at=logged, **more
        )
        return training

    def consent(self, **more: Any) -> None:
        asked = NOW - timedelta(days=10)
        self.case.consents.create(asked_at=asked, asked_by=self.lead.user, sealed=b"-", **more)


Act = Callable[[World], object]


@dataclass(frozen=True)
class Thing:
    """How something comes to be due, what completes it, and what moves its date by a week."""

    make: Act
    done: Act
    move: Act
    days: timedelta = LATER


def change(model: type[Model], **fields: Any) -> Act:
    return lambda _world: model._default_manager.update(**fields)


def later(model: type[Model], field: str, by: timedelta = LATER) -> Act:
    """Move a date or a moment of all rows by a week; in Python, as databases differ."""

    def move(_world: World) -> None:
        for row in model._default_manager.exclude(**{field: None}):
            moved = getattr(row, field) + by
            model._default_manager.filter(pk=row.pk).update(**{field: moved})

    return move


def came_in(days_ago: int, **fields: Any) -> Act:
    at = NOW - timedelta(days=days_ago)

    def make(_world: World) -> None:
        Entry.objects.update(at=at)
        Case.objects.update(received_at=at, **fields)

    return make


def both(*acts: Act) -> Act:
    return lambda world: [act(world) for act in acts]


CLOSE = change(Case, state=State.CLOSED, closed_at=NOW, next_date=None, reply_due_on=None)
COUNTED_FROM = both(later(Entry, "at"), later(Case, "received_at"))
CONFIRMED = {"state": TrainingState.CONFIRMED}


def proposal(world: World) -> None:
    Proposal.objects.create(entry=world.entry(EntryKind.PROPOSAL, 3))


def referral(world: World) -> None:
    entry = world.entry(EntryKind.REFERRAL, 20)
    Referral.objects.create(entry=entry, state=ReferralState.CONSENTED)
    world.entry(EntryKind.FOLLOWED, 20, about=entry)


def opened(world: World) -> None:
    told = {"answered_at": NOW, "done_at": NOW, "opened": True}
    world.consent(state=ConsentState.DONE, last_day=TODAY + timedelta(days=5), **told)


def overridden(world: World) -> None:
    world.consent(
        state=ConsentState.GIVEN, way=ConsentWay.OVERRIDE, answered_at=NOW, sealed_reason=b"-"
    )


def looked_at(world: World) -> None:
    with transaction.atomic():
        record(action="case.opened", subject=("case", world.case.pk), by=world.other.user.pk)


def feedback(world: World) -> None:
    training = world.training(95, **CONFIRMED)
    Feedback.objects.create(training=training, moment=Moment.AFTER, useful=4)


def second_feedback(_world: World) -> None:
    Feedback.objects.create(training=Training.objects.get(), moment=Moment.LATER, useful=4)


def withdrawn(world: World) -> None:
    agreed_person(world.membership.user_id, world.lead.user)


def worked(world: World) -> None:
    training = world.training(30, **CONFIRMED)
    training.trainers.create(user=world.membership.user)


def approve(world: World) -> None:
    ApprovedHours.objects.create(
        user=world.membership.user,
        first_day=TODAY - timedelta(days=60),
        last_day=TODAY,
        minutes=90,
        approved_on=TODAY,
        approved_by=world.lead.user,
    )


def three_more(world: World) -> None:
    for _ in range(3):
        MembershipFactory.create(
            team=world.membership.team, user__role=Role.MEMBER, term_ends_on=None
        )


def answered(world: World) -> None:
    FollowUpAnswerFactory.create(training=Training.objects.get(), months=1, answer=Answer.DONE)


def nobody_answers(world: World) -> None:
    world.institution.contacts.all().delete()
    world.training(40)


THINGS: dict[str, Thing] = {
    "case.reply": Thing(
        lambda _world: None, change(Case, reply_due_on=None), later(Case, "reply_due_on")
    ),
    "case.acknowledge": Thing(came_in(14), change(Case, state=State.ACKNOWLEDGED), COUNTED_FROM),
    "case.feedback": Thing(came_in(100), CLOSE, COUNTED_FROM),
    "case.silence": Thing(came_in(30), CLOSE, COUNTED_FROM),
    "case.review": Thing(
        came_in(100), lambda world: world.entry(EntryKind.REVIEWED), COUNTED_FROM
    ),
    "case.next_date": Thing(change(Case, next_date=TODAY), CLOSE, later(Case, "next_date")),
    "case.unattended": Thing(
        came_in(9),
        lambda world: Case.objects.update(responsible=world.lead.user, next_date=TODAY),
        COUNTED_FROM,
    ),
    "case.task": Thing(
        lambda world: Task.objects.create(entry=world.entry(EntryKind.TASK), due_on=TODAY),
        change(Task, done_at=NOW),
        later(Task, "due_on"),
    ),
    "case.agreement": Thing(
        lambda world: Agreement.objects.create(
            entry=world.entry(EntryKind.AGREEMENT), due_on=TODAY
        ),
        change(Agreement, checked_at=NOW),
        later(Agreement, "due_on"),
    ),
    "case.referral": Thing(
        referral, change(Referral, state=ReferralState.ACCEPTED), later(Entry, "at")
    ),
    "case.consent": Thing(
        lambda world: world.consent(),
        change(Consent, state=ConsentState.REFUSED, answered_at=NOW),
        later(Consent, "asked_at"),
    ),
    "case.override": Thing(
        overridden, looked_at, later(Consent, "asked_at")
    ),
    "case.opening_ends": Thing(
        opened, change(Consent, opened=False), later(Consent, "last_day")
    ),
    "case.proposal": Thing(
        proposal, change(Proposal, outcome=Outcome.TAKEN, settled_at=NOW), later(Entry, "at")
    ),
    "case.pile": Thing(
        both(came_in(3), change(Case, apart=True)), change(Case, apart=False), COUNTED_FROM
    ),
    # What was promised can only come earlier; the database refuses the rest.
    "case.erasure": Thing(
        change(Case, gone_by=TODAY), CLOSE, later(Case, "gone_by", -LATER), -LATER
    ),
    "training.follow_up": Thing(
        lambda world: world.training(40), answered, later(Session, "date")
    ),
    "training.contact_missing": Thing(
        nobody_answers,
        lambda world: ContactFactory.create(institution=world.institution),
        later(Session, "date"),
    ),
    "training.to_confirm": Thing(
        lambda world: world.training(3),
        change(Training, confirmed_at=NOW, **CONFIRMED),
        later(Training, "logged_at"),
    ),
    "training.attendance_missing": Thing(
        lambda world: world.training(9, state=TrainingState.PLANNED),
        change(Training, state=TrainingState.HELD),
        later(Session, "date"),
    ),
    "training.help_wanted": Thing(
        lambda world: FollowUpAnswerFactory.create(
            training=world.training(40), answer=Answer.WANT_HELP
        ),
        lambda world: FollowUpAnswer.objects.update(handled_at=NOW, handled_by=world.lead.user),
        later(FollowUpAnswer, "at"),
    ),
    "training.asked": Thing(
        lambda _world: TrainingRequestFactory.create(at=NOW),
        change(TrainingRequest, state="declined", answered_at=NOW),
        later(TrainingRequest, "at"),
    ),
    "training.consent_withdrawn": Thing(
        withdrawn, change(PersonConsent, handled_on=TODAY), later(PersonConsent, "withdrawn_on")
    ),
    "training.feedback_later": Thing(feedback, second_feedback, later(Session, "date")),
    # A fixed day of each school year: nobody can move it.
    "training.hours_to_approve": Thing(worked, approve, lambda _world: None, timedelta(0)),
    "team.term_ends": Thing(
        change(Membership, term_ends_on=date(2027, 1, 31)),
        change(Membership, ended_on=TODAY - timedelta(days=1)),
        later(Membership, "term_ends_on"),
    ),
    # Likewise: the first of April.
    "team.succession": Thing(lambda _world: None, three_more, lambda _world: None, timedelta(0)),
    "institution.agreement": Thing(
        change(Institution, agreement_until=date(2027, 1, 31)),
        change(Institution, agreement_until=None),
        later(Institution, "agreement_until"),
    ),
}  # fmt: skip


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        lead, other = persona(Role.LEAD), persona(Role.LEAD, name="Leitung Zwei")
        make_recovery_key()
        give_key(lead, other)
        contact = ContactFactory.create()
        member = MembershipFactory.create(
            team__institution=contact.institution,
            user__role=Role.MEMBER,
            starts_on=date(2026, 8, 1),
            term_ends_on=date(2027, 7, 31),
        )
        yield World(lead, other, make_case(), contact.institution, member)


def items(source: Source) -> list[DueItem]:
    """Derive what is due within the school year, and see that only questions were asked."""
    with CaptureQueriesContext(connection) as queries:
        found = list(source.items(until=date(2027, 7, 31)))
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []
    return found


def only_item(source: Source) -> DueItem:
    found = items(source)
    assert len(found) == 1, (source.kind, found)
    return found[0]


def test_each_kind_is_removed_by_its_completion_and_moved_with_its_date(world: World) -> None:
    assert set(THINGS) == {source.kind for source in SOURCES}
    for source in SOURCES:
        thing, kind = THINGS[source.kind], source.kind
        with transaction.atomic():
            thing.make(world)
            item = only_item(source)
            assert (item.kind, derive(kind, item.object_id, item.due_on)) == (kind, item), kind
            with transaction.atomic():
                thing.move(world)
                moved = only_item(source)
                ids = (moved.object_id, moved.due_on)
                assert ids == (item.object_id, item.due_on + thing.days), kind
                transaction.set_rollback(True)
            thing.done(world)
            # A question that is answered makes room for the next one, of another id.
            assert item.object_id not in {one.object_id for one in items(source)}, kind
            assert derive(kind, item.object_id, item.due_on) is None, kind
            transaction.set_rollback(True)
    assert Reminder.objects.count() == 0


@pytest.mark.usefixtures("rules")
def test_what_nobody_looks_after_reaches_the_lead(world: World) -> None:
    """Nobody is responsible and nobody coordinates: each kind comes to a lead all the same."""
    rules, leads = rules_by_kind(), {f"user:{one.user.pk}" for one in (world.lead, world.other)}
    for source in SOURCES:
        with transaction.atomic():
            THINGS[source.kind].make(world)
            item = only_item(source)
            days = [item.due_on + timedelta(days=number) for number in range(-60, 60)]
            told = {
                call.recipient.key for day in days for call in calls(item, rules[item.kind], day)
            }
            assert told & leads, source.kind
            transaction.set_rollback(True)


def listed(*options: str) -> str:
    out = StringIO()
    call_command("due", *options, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("rules")
def test_command_lists_what_is_due_and_who_is_called_next(world: World) -> None:
    assert listed("--on", "2020-01-01") == "Nothing is due until 2020-01-01.\n"
    with pytest.raises(CommandError, match="“morgen” is no day"):
        listed("--on", "morgen")
    Case.objects.update(state=State.ACKNOWLEDGED, responsible=world.lead.user, reply_due_on=None)
    Case.objects.update(next_date=date(2027, 1, 4))
    training = world.training(3, title="Was tun?", **CONFIRMED)
    contact = world.institution.contacts.get()
    with CaptureQueriesContext(connection) as queries:
        text = listed("--on", "2027-02-01")
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []
    asked = training.last_day + relativedelta(months=1)
    lines = {line.split()[1]: line for line in text.splitlines()}
    assert list(lines) == ["case.silence", "training.follow_up", "case.next_date"]
    about = f"Nachfrage nach einem Monat: Was tun? · {world.institution}"
    assert lines["training.follow_up"] == (
        f"{asked}  training.follow_up           {about}  → {asked} {contact.name}"
    )
    about = f"Nächster Termin · {world.case.reference}"
    assert lines["case.next_date"] == (
        f"2027-01-04  case.next_date               {about}  → 2027-01-04 zuständige Person"
    )
    rows = json.loads(listed("--on", "2027-02-01", "--json"))
    assert [(row["kind"], row["due_on"], row["next"]["names"]) for row in rows] == [
        ("case.silence", "2026-12-09", []),
        ("training.follow_up", "2026-12-22", [contact.name]),
        ("case.next_date", "2027-01-04", []),
    ]


@pytest.mark.usefixtures("rules")
def test_page_lists_the_same_as_far_as_one_may_see_it(world: World) -> None:
    world.training(3, title="Was tun?", **CONFIRMED)
    client = world.lead.client
    text = client.get("/agenda/due/?on=2027-02-01").content.decode()
    assert "Nachfrage nach einem Monat: Was tun?" in text
    assert world.case.reference in text
    assert "an die Leitung" in text
    assert world.case.reference in client.get("/agenda/due/?on=quatsch").content.decode()
    long_ago = client.get("/agenda/due/?on=1999-01-01").content.decode()
    assert "Bis zu diesem Tag wartet nichts" in long_ago
    stranger = persona(Role.COUNSELLOR)  # without a key
    assert world.case.reference not in stranger.client.get("/agenda/due/").content.decode()


def test_day_that_is_looked_at_is_given_back(world: World) -> None:
    world.training(-30, state=TrainingState.PLANNED)
    (source,) = [one for one in SOURCES if one.kind == "training.attendance_missing"]
    far = date(2027, 7, 31)
    assert list(source.items(until=far)) == []
    with as_of(far):
        assert [item.due_on for item in source.items(until=far)] == [date(2026, 12, 26)]
    assert list(source.items(until=far)) == []
