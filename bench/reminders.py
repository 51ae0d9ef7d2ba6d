"""What is due is planned, written into the outbox and delivered: 200, 2,000 and 20,000 of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from smtplib import SMTP
from statistics import median

from django.conf import settings
from django.utils import timezone

from ateams.outbox.delivery import as_message, deliver_due
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from bench.bare import PlainRow
from bench.measuring import Result, milliseconds, result
from followups.models import Reminder
from followups.sweeps import plan_reminders, send_next_reminder
from tests.factories.many_follow_ups import make_follow_ups_due
from trainings.models import Training

# How many reminders, and how often they are measured; the median counts.
ROUNDS = {200: 5, 2_000: 3, 20_000: 1}
_SLICE = 1_000

Times = dict[str, tuple[float, float]]


def measure(_port: int) -> list[Result]:
    """Measure each step beside the least that could be done, and what memory all of it takes."""
    results: list[Result] = []
    peaks: list[float] = []
    message = _example()
    for n, rounds in ROUNDS.items():
        known = Training.objects.count()
        make_follow_ups_due(n - known, first=known)
        Path("/proc/self/clear_refs").write_text("5")  # the peak is measured from here on
        measured = [_round(n, message) for _ in range(rounds)]
        peaks.append(_peak())
        for name in measured[0]:
            value = median(times[name][0] for times in measured) / n
            bare = median(times[name][1] for times in measured) / n
            results.append(result(name, n, value=value, bare=bare, unit="ms/reminder"))
    growth = result("memory", max(ROUNDS), value=peaks[-1], bare=peaks[-2], unit="MB/process")
    return [*results, growth]


def _round(n: int, message: bytes) -> Times:
    """Remind of everything once; return what each step took, and what its counterpart took."""
    Reminder.objects.all().delete()
    Mail.objects.all().delete()
    times = {
        "planning": (milliseconds(_plan(n)), milliseconds(_bare_planning(n))),
        "sweep": (milliseconds(_sweep), milliseconds(_bare_sweep(n))),
        "delivery": (milliseconds(_deliver(n)), milliseconds(_bare_delivery(n, message))),
    }
    whole = sum(product for product, _bare in times.values())
    return times | {"reminders": (whole, times["delivery"][1])}


def _plan(n: int) -> Callable[[], None]:
    def run() -> None:
        assert plan_reminders(timezone.now()) == n

    return run


def _sweep() -> None:
    while send_next_reminder(timezone.now()):
        pass


def _deliver(n: int) -> Callable[[], None]:
    def run() -> None:
        assert deliver_due() == n
        assert Mail.objects.filter(state=MailState.SENT).count() == n

    return run


def _bare_planning(n: int) -> Callable[[], None]:
    """Store as many plain rows, a thousand at once."""

    def run() -> None:
        for start in range(0, n, _SLICE):
            PlainRow.objects.bulk_create(
                PlainRow(among=-1, reference="R", state="planned", person="P")
                for _ in range(start, min(start + _SLICE, n))
            )

    return run


def _bare_sweep(n: int) -> Callable[[], None]:
    """Store as many plain rows, each in a transaction of its own."""

    def run() -> None:
        for _ in range(n):
            PlainRow.objects.create(among=-1, reference="R", state="queued", person="P")

    return run


def _bare_delivery(n: int, message: bytes) -> Callable[[], None]:
    """Send a ready message as often over one kept connection."""

    def run() -> None:
        with SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
            for _ in range(n):
                server.sendmail(settings.DEFAULT_FROM_EMAIL, ["kontakt@schule.example"], message)

    return run


def _example() -> bytes:
    """Return one of the mails as it goes over the wire; this warms the product up, too."""
    make_follow_ups_due(1)
    plan_reminders(timezone.now())
    send_next_reminder(timezone.now())
    mail = Mail.objects.get()
    return as_message(mail).message().as_bytes().replace(b"\n", b"\r\n")


def _peak() -> float:
    """Return the largest size of this process since the peak was forgotten, in MB."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0
