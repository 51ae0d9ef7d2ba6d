"""500 reminders: what is due is derived, planned, written into the outbox and delivered."""

from __future__ import annotations

from smtplib import SMTP

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone

from ateams.outbox.delivery import as_message, deliver_due
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from bench.measuring import Result, compare
from followups.models import Reminder
from followups.sweeps import plan_reminders, send_next_reminder
from tests.factories.accounts import ContactFactory
from tests.factories.trainings import TrainingFactory
from trainings.enums import State

REMINDERS = 500


def measure(_port: int) -> list[Result]:
    """Measure sweep and delivery beside a loop that sends a ready message again and again."""
    month_ago = timezone.localdate() - relativedelta(months=1)
    for contact in ContactFactory.create_batch(REMINDERS):
        TrainingFactory.create(institution=contact.institution, on=month_ago, state=State.CONFIRMED)
    message = _example()

    def loop() -> None:
        with SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
            for _ in range(REMINDERS):
                server.sendmail(settings.DEFAULT_FROM_EMAIL, ["kontakt@schule.example"], message)

    result = compare(
        "reminders", REMINDERS, product=_remind, bare=loop, rounds=3, warm_up=0, unit="ms/reminder",
        per=REMINDERS,
    )  # fmt: skip
    return [result]


def _remind() -> None:
    Reminder.objects.all().delete()
    Mail.objects.all().delete()
    assert plan_reminders(timezone.now()) == REMINDERS
    while send_next_reminder(timezone.now()):
        pass
    assert deliver_due() == REMINDERS
    assert Mail.objects.filter(state=MailState.SENT).count() == REMINDERS


def _example() -> bytes:
    """Return one of the mails as it goes over the wire; this warms the product up, too."""
    plan_reminders(timezone.now())
    send_next_reminder(timezone.now())
    mail = Mail.objects.get()
    return as_message(mail).message().as_bytes().replace(b"\n", b"\r\n")
