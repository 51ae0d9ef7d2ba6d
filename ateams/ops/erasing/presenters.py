"""How erasure is shown to the lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from ateams.ops.erasing.sources import ERASERS
from ateams.ops.models import ErasureReport
from ateams.sweeps.models import Heartbeat

SILENT_AFTER = timedelta(hours=26)
_LABELS = {eraser.kind: eraser.label for eraser in ERASERS}


@dataclass(frozen=True)
class ReportRow:
    """One line of what was erased; a kind that is no more keeps its code."""

    report: ErasureReport
    label: str | Promise

    @classmethod
    def of(cls, report: ErasureReport) -> ReportRow:
        """Show a report under the name of its kind."""
        return cls(report, _LABELS.get(report.kind, report.kind))


@dataclass(frozen=True)
class LastRun:
    """When the daily job came to its end, and whether that is too long ago."""

    at: datetime | None
    failed: bool
    late: bool


def last_run(now: datetime) -> LastRun:
    """Return how the daily job fares; a new installation has not run yet, which is no fault."""
    beat = Heartbeat.objects.filter(name="ops.erase").first()
    if beat is None:
        return LastRun(None, failed=False, late=False)
    late = now - (beat.last_finished or beat.last_started) > SILENT_AFTER
    return LastRun(beat.last_finished, failed=bool(beat.last_error), late=late)
