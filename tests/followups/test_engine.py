"""Whatever happens in whatever order: nothing lost, nothing twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from time_machine import Traveller

from ateams.outbox.delivery import deliver_due
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from followups.enums import ReminderState
from followups.models import Reminder, Rule
from followups.sources import SOURCES
from followups.stages import calls
from followups.sweeps import plan_reminders, send_next_reminder
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.trainings import TrainingFactory
from trainings.models import Session, Training
from trainings.services import record_follow_up_answer

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
HELD = date(2026, 10, 23)

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("days"), st.integers(1, 15)),
        st.tuples(st.just("move"), st.integers(-10, 10)),
        st.tuples(st.just("answer"), st.just(1)),
        st.tuples(st.just("plan"), st.just(1)),
        st.tuples(st.just("send"), st.integers(1, 2)),
        st.tuples(st.just("deliver"), st.just(1)),
    ),
    max_size=12,
)


def take(step: str, number: int, training: Training, clock: Traveller) -> None:
    """Do one of the things that happen while the jobs run, or let one of them run."""
    if step == "days":
        clock.shift(timedelta(days=number))
    elif step == "move":
        Session.objects.update(date=HELD + timedelta(days=number))
    elif step == "answer":
        record_follow_up_answer(training_id=training.pk, months=1, contact_id=None, answer="done")
    elif step == "plan":
        plan_reminders(timezone.now())
    elif step == "deliver":
        deliver_what_is_called_for()
    else:
        for _ in range(number):
            send_next_reminder(timezone.now())


def deliver_what_is_called_for() -> None:
    """Deliver; whatever leaves tells of something that has to be told today."""
    before = set(delivered())
    deliver_due()
    assert set(delivered()) - before <= called_today()


def called_today() -> set[tuple[str, date, str, str]]:
    """Derive, without the engine's tables, who has to be reminded of what today."""
    rules = list(Rule.objects.filter(kind="training.follow_up"))
    source = next(source for source in SOURCES if source.kind == "training.follow_up")
    today = timezone.localdate()
    return {
        (item.object_id, item.due_on, call.stage, call.recipient.key)
        for item in source.items(until=today)
        for call in calls(item, rules, today)
    }


def delivered() -> Counter[tuple[str, date, str, str]]:
    """Count the mails that have left per key of a reminder."""
    rows = Reminder.objects.filter(kind="training.follow_up", mail__state=MailState.SENT)
    return Counter(rows.values_list("object_id", "due_on", "stage", "recipient_key"))


def reminded() -> Counter[tuple[str, date, str, str]]:
    """Count the mails per key of a reminder."""
    rows = Reminder.objects.filter(kind="training.follow_up", state=ReminderState.QUEUED)
    return Counter(rows.values_list("object_id", "due_on", "stage", "recipient_key"))


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_order_of_events_loses_nothing_and_doubles_nothing(
    configured: None, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic(), time_machine.travel(START, tick=False) as clock:
        contact = ContactFactory.create()
        UserFactory.create()
        training = TrainingFactory.create(institution=contact.institution, on=HELD)
        for step, number in steps:
            take(step, number, training, clock)
        owed = called_today()
        plan_reminders(timezone.now())
        while send_next_reminder(timezone.now()):
            pass
        deliver_what_is_called_for()
        told = reminded()
        assert owed <= set(told)
        assert told == delivered()
        assert set(told.values()) <= {1}
        follow_ups = Mail.objects.filter(kind__startswith="training.follow_up")
        kept = follow_ups.exclude(state=MailState.WITHDRAWN)
        assert kept.count() == sum(told.values())
        transaction.set_rollback(True)


@pytest.fixture
def configured(settings: Settings) -> None:
    """Let mails leave on the Sundays that the days lead to."""
    settings.MAIL_AT_ANY_HOUR = True
