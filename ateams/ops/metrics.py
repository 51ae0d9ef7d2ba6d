"""What a monitoring system reads: whether jobs run, how mails fare, and if files have room."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from ateams.outbox.enums import MailState
from ateams.sweeps.beating import CLOCK
from ateams.sweeps.models import Heartbeat
from followups.health import Cause
from followups.health_page import Health, health_page
from vault.room import has_room

# Set by proxies: such a request comes from outside, whatever the address of the proxy is.
_PROXIED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via")


def may_read_metrics(request: HttpRequest) -> bool:
    """Whether the request carries METRICS_TOKEN, or comes straight from a private address."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    if any(header in request.headers for header in _PROXIED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False


def metrics() -> str:
    """Return the metrics in Prometheus' text format; a job that never ran counts as 0."""
    health = health_page(timezone.now())
    return "\n".join([*_sweeps(), *_health(health), *_mails(health), *_storage(), ""])


def _sweeps() -> Iterator[str]:
    beats = Heartbeat.objects.exclude(name=CLOCK).in_bulk()
    scheduled = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    names = sorted(scheduled | set(beats))
    yield "# HELP ateams_sweep_started_seconds When a periodic job began its newest run."
    yield "# TYPE ateams_sweep_started_seconds gauge"
    for name in names:
        started = beats[name].last_started if name in beats else None
        yield f'ateams_sweep_started_seconds{{sweep="{name}"}} {_seconds(started)}'
    yield "# HELP ateams_sweep_finished_seconds When it last came to its end without an error."
    yield "# TYPE ateams_sweep_finished_seconds gauge"
    for name in names:
        finished = beats[name].last_finished if name in beats else None
        yield f'ateams_sweep_finished_seconds{{sweep="{name}"}} {_seconds(finished)}'


def _health(health: Health) -> Iterator[str]:
    yield "# HELP ateams_sweep_late Whether a job did not end 15 minutes after it should have."
    yield "# TYPE ateams_sweep_late gauge"
    for row in health.jobs:
        yield f'ateams_sweep_late{{sweep="{row.state.name}"}} {int(row.state.is_late)}'
    yield "# HELP ateams_sweep_backlog How much waits for a job, where that can be counted."
    yield "# TYPE ateams_sweep_backlog gauge"
    for row in health.jobs:
        if row.backlog is not None:
            yield f'ateams_sweep_backlog{{sweep="{row.state.name}"}} {row.backlog}'
    yield "# HELP ateams_trouble What does not work: 1 where the health page names it."
    yield "# TYPE ateams_trouble gauge"
    named = {trouble.cause for trouble in health.troubles}
    for cause in Cause:
        yield f'ateams_trouble{{cause="{cause}"}} {int(cause in named)}'
    yield "# HELP ateams_wake_ups Wake-ups in the broker that nobody has taken; -1: it is away."
    yield "# TYPE ateams_wake_ups gauge"
    yield f"ateams_wake_ups {-1 if health.wake_ups is None else health.wake_ups}"


def _mails(health: Health) -> Iterator[str]:
    yield "# HELP ateams_mails Mails in the outbox by state."
    yield "# TYPE ateams_mails gauge"
    for state in MailState:
        yield f'ateams_mails{{state="{state}"}} {health.mails[state]}'
    yield "# HELP ateams_mail_oldest_seconds Since when the oldest mail waits that could leave."
    yield "# TYPE ateams_mail_oldest_seconds gauge"
    yield f"ateams_mail_oldest_seconds {_seconds(health.oldest_mail)}"


def _storage() -> Iterator[str]:
    # How much is free would tell of every file that comes in.
    yield "# HELP ateams_storage_has_room Whether files are taken: 0 while too little is free."
    yield "# TYPE ateams_storage_has_room gauge"
    yield f"ateams_storage_has_room {int(has_room())}"


def _seconds(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
