"""Background work of the follow-ups. Beat wakes it; what is to do stands in the database."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from ateams.sweeps.services import heartbeat
from followups.sweeps import plan_reminders, send_next_reminder

_LONGEST_RUN_SECONDS = 300


@shared_task(name="followups.plan_reminders")
def plan() -> None:
    """Plan the reminders that are due."""
    with heartbeat("followups.plan_reminders"):
        plan_reminders(timezone.now())


@shared_task(name="followups.send_reminders")
def send() -> None:
    """Hand planned reminders to the outbox, for five minutes at most."""
    end = monotonic() + _LONGEST_RUN_SECONDS
    with heartbeat("followups.send_reminders"):
        while monotonic() < end and send_next_reminder(timezone.now()):
            pass
