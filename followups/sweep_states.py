"""Every periodic job: what it is called, whether it is late, and what waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from celery.schedules import maybe_schedule
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import ImportState
from accounts.models import ImportRun, Membership
from ateams.outbox.models import Mail
from ateams.sweeps.models import Heartbeat
from followups.models import Reminder
from incidents.models import Consent, ErasureOrder
from trainings.models import BatchEntry, ChangeNotice

SILENT_AFTER = timedelta(minutes=15)
DELIVER = "outbox.deliver"


class Condition(StrEnum):
    """How a job is doing."""

    RUNS = "runs"
    LATE = "late"
    NEVER = "never"  # its hour has not come yet


@dataclass(frozen=True, slots=True)
class Job:
    """What a job is called, and what does not happen while it does not run."""

    label: str | Promise
    missing: str | Promise
    backlog: Callable[[datetime], int] | None = None


JOBS: Mapping[str, Job] = {
    "followups.plan_reminders": Job(
        _("Erinnerungen planen"), _("Erinnerungen werden nicht geplant")
    ),
    "followups.send_reminders": Job(
        _("Erinnerungen schreiben"),
        _("Erinnerungen werden nicht geschrieben"),
        lambda now: Reminder.objects.sendable(now).count(),
    ),
    DELIVER: Job(
        _("Mails verschicken"),
        _("Mails werden nicht verschickt"),
        lambda now: Mail.objects.due(now).count(),
    ),
    "incidents.end_openings": Job(
        _("Mitlesen auf Zeit beenden"),
        _("Mitlesen auf Zeit endet nicht"),
        lambda now: Consent.objects.over(timezone.localdate(now)).count(),
    ),
    "trainings.send_notices": Job(
        _("Verlegte Schulungen mitteilen"),
        _("Von verlegten Schulungen erfährt niemand"),
        lambda now: ChangeNotice.objects.filter(
            changed_at__lte=now - settings.TRAINING_NOTICE_AFTER
        ).count(),
    ),
    "trainings.issue_certificates": Job(
        _("Zertifikate ausstellen"),
        _("Zertifikate werden nicht ausgestellt"),
        lambda _now: BatchEntry.objects.waiting().count(),
    ),
    "accounts.carry_out_imports": Job(
        _("Listen einlesen"),
        _("Listen werden nicht eingelesen"),
        lambda _now: ImportRun.objects.filter(state=ImportState.WAITING).count(),
    ),
    "contactpoints.end_terms": Job(
        _("Amtszeiten beenden"),
        _("Amtszeiten enden nicht"),
        lambda now: Membership.objects.over(timezone.localdate(now)).count(),
    ),
    "ops.carry_out_erasures": Job(
        _("Löschung überall nachholen"),
        _("Gelöschte Fälle bleiben in Resten stehen"),
        lambda _now: ErasureOrder.objects.filter(done_at=None).count(),
    ),
    "ops.erase": Job(_("Abgelaufenes löschen"), _("Abgelaufenes wird nicht gelöscht")),
    "incidents.forget_stray_files": Job(
        _("Reste von Dateien entfernen"), _("Reste von Dateien bleiben liegen")
    ),
    "trainings.forget_stray_materials": Job(
        _("Reste von Materialien entfernen"), _("Reste von Materialien bleiben liegen")
    ),
    "incidents.shuffle_facts": Job(_("Zahlen mischen"), _("Zahlen werden nicht gemischt")),
    "ops.mail_audit_head": Job(
        _("Prüfwert des Protokolls mailen"), _("Der Prüfwert des Protokolls wird nicht gemailt")
    ),
}


@dataclass(frozen=True, slots=True)
class SweepState:
    """A job at one moment."""

    name: str
    job: Job
    is_frequent: bool
    condition: Condition
    beat: Heartbeat | None = None

    @property
    def is_late(self) -> bool:
        """Whether it should have come to its end by now."""
        return self.condition == Condition.LATE

    def backlog(self, now: datetime) -> int | None:
        """Count what waits for the job; None where nothing can be counted."""
        return self.job.backlog(now) if self.job.backlog else None


def sweep_states(now: datetime, beats: Mapping[str, Heartbeat]) -> list[SweepState]:
    """Return all scheduled jobs; late is what has not ended 15 minutes after it should have."""
    states = []
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        name, schedule = str(entry["task"]), _rhythm(entry)
        beat = beats.get(name)
        is_frequent = _gap(schedule, now) <= SILENT_AFTER
        condition = _condition(schedule, beat, now, is_frequent=is_frequent)
        job = JOBS.get(name) or Job(name, name)
        states.append(SweepState(name, job, is_frequent, condition, beat))
    return sorted(states, key=lambda state: [*JOBS, state.name].index(state.name))


def _rhythm(entry: Mapping[str, Any]) -> Any:
    """Return how often beat wakes a job, as Celery counts it; its types know only part of that."""
    return maybe_schedule(entry["schedule"])


def _gap(rhythm: Any, now: datetime) -> timedelta:
    """Return how much time lies between the next two times at which beat wakes a job."""
    first: timedelta = rhythm.remaining_estimate(now)
    second: timedelta = rhythm.remaining_estimate(now + first + timedelta(seconds=1))
    return second - first


def _condition(
    schedule: Any, beat: Heartbeat | None, now: datetime, *, is_frequent: bool
) -> Condition:
    ended = beat.last_finished if beat else None
    if ended is None:
        return Condition.LATE if is_frequent or (beat and beat.last_error) else Condition.NEVER
    if is_frequent:  # its rhythm does not matter
        is_late = now - ended > SILENT_AFTER
    else:
        is_late = schedule.remaining_estimate(ended) < -SILENT_AFTER
    return Condition.LATE if is_late else Condition.RUNS
