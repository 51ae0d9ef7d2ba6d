"""Rules and reminders."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module

import factory
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from ateams.due import DueItem, Part, Recipient
from ateams.sweeps.beating import BEAT
from ateams.sweeps.models import Heartbeat
from followups.models import Reminder, Rule

_DEFAULTS = [
    import_module(f"followups.migrations.{name}")
    for name in (
        "0002_default_rules",
        "0003_rules_of_erasure",
        "0004_consent_and_pile_rules",
        "0005_rules_of_roles",
        "0006_rules_of_work",
        "0007_rules_of_clocks",
        "0010_rules_of_agreements",
        "0020_rules_of_referrals",
        "0021_rules_of_requests",
        "0030_rules_of_teams",
        "0031_rules_of_certificates",
        "0032_rules_of_cohort_certificates",
        "0051_school_days_of_follow_ups",
        "0071_rules_of_answers",
    )
]


def default_rules() -> None:
    """Make the rules that come with the migrations; a test that empties the tables loses them."""
    for migration in _DEFAULTS:
        migration.create(apps, None)


class RuleFactory(factory.django.DjangoModelFactory[Rule]):
    """A stage on the due date for the responsible person, else the lead."""

    class Meta:
        model = Rule

    kind = "test.kind"
    stage = factory.Sequence("stage{}".format)
    offset = 0
    who = Part.RESPONSIBLE.value
    otherwise = Part.LEAD.value


class ReminderFactory(factory.django.DjangoModelFactory[Reminder]):
    """A planned reminder of a thing that does not exist."""

    class Meta:
        model = Reminder

    kind = "test.kind"
    object_id = factory.Sequence("thing-{}".format)
    due_on = factory.LazyFunction(timezone.localdate)
    stage = "due"
    recipient_key = "user:1"
    planned_at = factory.LazyFunction(timezone.now)
    not_before = factory.LazyFunction(timezone.now)


def somebody(name: str) -> Recipient:
    """Return a recipient called `name`."""
    return Recipient(key=f"user:{name}", name=name, email=f"{name}@ateams.example", language="de")


def due_item(due_on: date, *, urgent: bool = False, **people: str) -> DueItem:
    """Return a due item; `people` says who plays which part, several names by comma."""
    return DueItem(
        kind="test.kind",
        object_id="thing",
        due_on=due_on,
        title="Etwas",
        url="/etwas/",
        urgent=urgent,
        people={
            Part(part): tuple(somebody(name) for name in names.split(","))
            for part, names in people.items()
        },
    )


def beat_all(at: datetime) -> None:
    """Let every job, and beat, have run at that moment."""
    names = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    for name in (*sorted(names), BEAT):
        Heartbeat.objects.create(name=name, last_started=at, last_finished=at)
