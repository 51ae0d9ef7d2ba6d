"""One thing of each kind that can be due: how it comes about, is completed and is moved.

Where no person can move the date itself, what it is counted from is moved: the nearest thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.enums import Role
from accounts.models import Contact, Institution, Membership
from accounts.selectors import recipient
from ateams.audit.services import record
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from incidents.enums import ConsentState, ConsentWay, EntryKind, Outcome, ReferralState, State
from incidents.models import Agreement, Case, Consent, Entry, Proposal, Referral, Task
from tests.factories.accounts import ContactFactory, MembershipFactory
from tests.factories.trainings import (
    CohortFactory,
    FollowUpAnswerFactory,
    TrainingFactory,
    TrainingRequestFactory,
    agreed_person,
    attend,
)
from tests.personas import Persona
from trainings.enums import Answer, Moment
from trainings.enums import State as TrainingState
from trainings.models import (
    ApprovedHours,
    CertificateBatch,
    Cohort,
    Feedback,
    FollowUpAnswer,
    PersonConsent,
    Session,
    Training,
    TrainingRequest,
)
from trainings.topics import Topic

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


def completed(world: World) -> None:
    """Let the member have attended all that the programme of their cohort asks for."""
    member = world.membership.user
    CohortFactory.create(people=[member], name="Jahrgang")
    attend(member, {Topic.ANTISEMITISM: 180, Topic.INTERSECTIONALITY: 60}, on=date(2026, 11, 1))


def certified(world: World) -> None:
    batch = CertificateBatch.objects.create(
        cohort=Cohort.objects.get(), title="Ausbildung", first_day=TODAY, last_day=TODAY,
        begun_at=NOW,
    )  # fmt: skip
    batch.entries.create(user=world.membership.user)


def refused(world: World) -> None:
    contact = Contact.objects.get(institution=world.institution)
    mail = queue(kind="test", to=recipient(contact), subject="-", text="-")
    Mail.objects.filter(pk=mail.pk).update(
        state=MailState.REFUSED, reply_code=550, blames_address=True, finished_at=NOW
    )


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
    "training.contact_changed": Thing(
        lambda world: FollowUpAnswerFactory.create(
            training=world.training(40), answer=Answer.CONTACT_CHANGED
        ),
        lambda world: FollowUpAnswer.objects.update(handled_at=NOW, handled_by=world.lead.user),
        later(FollowUpAnswer, "at"),
    ),
    "training.certificates": Thing(completed, certified, later(Session, "date")),
    "mail.refused": Thing(
        refused, change(Contact, email="neu@schule.example"), later(Mail, "queued_at")
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
        change(Membership, ended_on=TODAY - timedelta(days=1), end_reason="term_over"),
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
