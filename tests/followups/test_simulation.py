"""A year of the office in accelerated time: exactly the mails that a naive recomputation sends."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import F

from accounts.enums import Role
from accounts.models import Contact, Institution, Membership
from followups.enums import ReminderState
from followups.models import Reminder, Rule
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.enums import Channel, State
from incidents.models import Case
from tests.factories.accounts import (
    ContactFactory,
    InstitutionFactory,
    MembershipFactory,
    TeamFactory,
    UserFactory,
)
from tests.factories.incidents import give_key
from tests.factories.trainings import TrainingFactory
from tests.followups.naive import Days, Naive, Row, Sent
from trainings.models import FollowUpAnswer, Training
from vault.models import Envelope
from vault.services import make_recovery_key

BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAYS = Path(__file__).parents[2] / "ateams" / "school_holidays.json"
DAY = timedelta(days=1)
KINDS = (
    "case.reply",
    "case.next_date",
    "case.unattended",
    "training.follow_up",
    "training.contact_missing",
    "training.to_confirm",
    "training.attendance_missing",
    "training.help_wanted",
    "institution.agreement",
)


class Office:
    """The same events for the product's database and for the naive books."""

    def __init__(self, seed: int, institutions: int, start: date) -> None:
        Rule.objects.exclude(kind__in=KINDS).update(active=False)
        self.random = random.Random(seed)
        self.today = start
        self.places: dict[str, Institution] = {}
        self.naive = Naive(
            Days(HOLIDAYS), [dict(rule) for rule in Rule.objects.filter(kind__in=KINDS).values()]
        )
        self.naive.rules.sort(key=lambda rule: (rule["kind"], rule["offset"], rule["id"]))
        make_recovery_key()
        people = [UserFactory.create(role=Role.COUNSELLOR) for _ in range(2)]
        people.append(UserFactory.create(role=Role.LEAD))
        for person in people:
            give_key(person)
        self.office = {f"user:{person.pk}": person for person in people}
        self.naive.office = list(self.office)
        self.naive.leads = [f"user:{people[-1].pk}"]
        for _ in range(institutions):
            self.add_institution()

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(10), BERLIN)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def ahead(self, most: int) -> date:
        return self.today + DAY * self.random.randint(1, most)

    def one_of(self, rows: dict[str, Row], wanted: Callable[[Row], Any]) -> tuple[str, Row] | None:
        found = [(id_, row) for id_, row in rows.items() if wanted(row)]
        return self.random.choice(found) if found else None

    def add_institution(self) -> None:
        institution = InstitutionFactory.create()
        TeamFactory.create(institution=institution)
        row = {"contact": "", "coordinator": "", "agreement_until": None}
        self.naive.institutions[str(institution.pk)] = row
        self.places[str(institution.pk)] = institution
        if self.chance(80):
            self.contact_comes(str(institution.pk), row)
        if self.chance(70):
            self.coordinator_comes(str(institution.pk), row)

    def contact_comes(self, id_: str, row: Row) -> None:
        row["contact"] = f"contact:{ContactFactory.create(institution=self.places[id_]).pk}"

    def coordinator_comes(self, id_: str, row: Row) -> None:
        membership = MembershipFactory.create(
            user__role=Role.COORDINATOR,
            team=self.places[id_].teams.get(),
            starts_on=self.today,
            term_ends_on=None,
        )
        row["coordinator"] = f"user:{membership.user_id}"

    # --- what happens on a day

    def case_comes(self) -> None:
        envelopes = [Envelope.objects.create() for _ in range(2)]
        reply, urgent = self.ahead(5), self.chance(5)
        case = Case.objects.create(
            channel=Channel.WEB_FORM,
            language="de",
            urgent=urgent,
            received_at=self.now,
            reply_due_on=reply,
            gone_by=self.today + 1125 * DAY,
            shared_envelope=envelopes[0],
            internal_envelope=envelopes[1],
            receipt=uuid4().bytes * 2,
        )
        self.naive.cases[str(case.pk)] = {
            "closed": False,
            "received": self.today,
            "reply_due": reply,
            "next_date": None,
            "responsible": "",
            "urgent": urgent,
        }

    def case_moves(self) -> None:
        if not (found := self.one_of(self.naive.cases, lambda case: not case["closed"])):
            return
        id_, row = found
        rows = Case.objects.filter(pk=id_)
        match self.random.choice(
            ["assign", "assign", "answer", "answer", "write", "date", "close"]
        ):
            case "assign":
                row["responsible"] = self.random.choice(list(self.office))
                row["next_date"] = self.ahead(40)
                person = self.office[row["responsible"]]
                rows.update(responsible=person, next_date=row["next_date"])
            case "answer":
                row["reply_due"] = None
                rows.update(reply_due_on=None)
            case "write":
                row["reply_due"] = self.ahead(5)
                rows.update(reply_due_on=row["reply_due"])
            case "date":
                row["next_date"] = self.ahead(40)
                rows.update(next_date=row["next_date"])
            case "close":
                row["closed"] = True
                closed = {"reply_due_on": None, "next_date": None}
                rows.update(state=State.CLOSED, closed_at=self.now, **closed)

    def training_comes(self) -> None:
        where = self.random.choice(list(self.naive.institutions))
        planned = self.chance(40)
        on = self.ahead(20) if planned else self.today - DAY * self.random.randrange(60)
        state = "planned" if planned else self.random.choice(["held", "confirmed"])
        training = TrainingFactory.create(
            institution=self.places[where],
            on=on,
            state=state,
            logged_at=self.now,
            heads={},
            topics=[],
        )
        self.naive.trainings[str(training.pk)] = {
            "institution": where,
            "last_day": on,
            "state": state,
            "logged": self.today,
            "answered": False,
        }

    def training_moves(self) -> None:
        trainings = self.naive.trainings
        if found := self.one_of(trainings, lambda one: one["state"] != "confirmed"):
            id_, row = found
            held = row["state"] == "planned"
            if held and row["last_day"] > self.today:
                return
            row["state"] = "held" if held else "confirmed"
            stamp = {} if held else {"confirmed_at": self.now}
            Training.objects.filter(pk=id_).update(state=row["state"], **stamp)

    def contact_answers(self) -> None:
        items = [item for item in self.naive.due() if item.kind == "training.follow_up"]
        asked = [item.id for item in items if item.due <= self.today]
        if not asked:
            return
        id_, _separator, months = self.random.choice(asked).partition(":")
        given = self.random.choice(["done", "done", "want_help", "contact_changed", "stop"])
        answer = FollowUpAnswer.objects.create(
            training_id=id_, months=int(months), answer=given, at=self.now
        )
        self.naive.trainings[id_]["answered"] = True
        self.naive.answers[str(answer.pk)] = {
            "training": id_,
            "months": int(months),
            "answer": given,
            "on": self.today,
            "handled": False,
        }

    def answer_is_handled(self) -> None:
        if found := self.one_of(self.naive.answers, lambda answer: not answer["handled"]):
            found[1]["handled"] = True
            FollowUpAnswer.objects.filter(pk=found[0]).update(handled_at=self.now)

    def people_change(self) -> None:
        id_ = self.random.choice(list(self.naive.institutions))
        row = self.naive.institutions[id_]
        match self.random.choice(["contact", "coordinator", "agreement"]):
            case "contact" if row["contact"]:
                row["contact"] = ""
                contacts = Contact.objects.filter(institution=self.places[id_])
                contacts.update(active=False, responsible=False)
            case "contact":
                self.contact_comes(id_, row)
            case "coordinator" if row["coordinator"]:
                row["coordinator"] = ""
                running = Membership.objects.filter(
                    team__institution=self.places[id_], ended_on=None
                )
                days = {"starts_on": F("starts_on") - DAY, "ended_on": self.today - DAY}
                running.update(end_reason="term_over", **days)
            case "coordinator":
                self.coordinator_comes(id_, row)
            case "agreement":
                row["agreement_until"] = self.random.choice([None, self.ahead(120)])
                rows = Institution.objects.filter(pk=id_)
                rows.update(agreement_until=row["agreement_until"])

    def rule_changes(self) -> None:
        rule = self.random.choice(self.naive.rules)
        rule["repeat_days"] = self.random.choice([None, 7, 28])
        Rule.objects.filter(pk=rule["id"]).update(repeat_days=rule["repeat_days"])

    def live(self, cases: int) -> None:
        """Let several things happen, in an order of the seed's choice."""
        events = [self.case_comes] * cases + [self.case_moves] * (3 * cases)
        events += [self.training_comes, self.training_moves, self.contact_answers]
        events += [self.answer_is_handled, self.people_change]
        self.random.shuffle(events)
        for event in events:
            if event in {self.case_comes, self.case_moves} or self.chance(60):
                event()
        if self.chance(3):
            self.rule_changes()


def sweep(office: Office) -> set[Sent]:
    """Do what the two jobs do at ten o'clock; return whom they reminded of what."""
    plan_reminders(office.now)
    waiting = Reminder.objects.filter(state=ReminderState.PLANNED)
    planned = list(waiting.values_list("pk", flat=True))
    while send_next_reminder(office.now):
        pass
    rows: set[Any] = set()
    for start in range(0, len(planned), 500):
        told = Reminder.objects.filter(pk__in=planned[start : start + 500], state="queued")
        fields = ("recipient_key", "kind", "object_id", "due_on", "stage")
        rows |= {(office.today, *row) for row in told.values_list(*fields)}
    return rows


def simulate(*, seed: int, institutions: int, cases: int, days: int, start: date) -> Counter[str]:
    """Go day by day; on some nobody wakes the sweeps. Return how many mails there were by kind."""
    with time_machine.travel(datetime.combine(start, time(9), BERLIN), tick=False) as clock:
        office = Office(seed, institutions, start)
        mails: Counter[str] = Counter()
        for number in range(days):
            office.today = office.naive.today = start + DAY * number
            clock.move_to(office.now - timedelta(hours=1))
            office.live(len(range(number, cases, days)))
            clock.move_to(office.now)
            if office.chance(4):
                continue  # the server stands still for a day
            sent = sweep(office)
            expected = office.naive.run(office.today)
            assert sent - expected == set(), f"too many, {office.today}, seed {seed}"
            assert expected - sent == set(), f"missing, {office.today}, seed {seed}"
            mails.update(kind for _day, _who, kind, *_rest in sent)
    return mails


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_two_months_are_as_a_naive_recomputation_says() -> None:
    """Easter, the Easter holidays and the change to summer time are part of it."""
    mails = simulate(seed=2027, institutions=10, cases=40, days=60, start=date(2027, 2, 25))
    assert set(mails) == set(KINDS)


@pytest.mark.prove
@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_a_year_is_as_a_naive_recomputation_says() -> None:
    mails = simulate(seed=1, institutions=100, cases=1000, days=365, start=date(2027, 1, 4))
    assert set(mails) == set(KINDS)
    assert mails.total() > 1000
