"""Carrying out what is due to be erased: in batches, each a transaction, resumable at any time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ateams.audit.services import record
from ateams.erasure import Eraser
from ateams.ops.erasing.sources import ERASERS
from ateams.ops.models import ErasureReport

logger = logging.getLogger(__name__)

AHEAD = timedelta(days=30)
LONGEST_RUN = timedelta(hours=1)


class ErasureError(Exception):
    """Some rows could not be erased; all others were. Names kinds and classes of errors."""


@dataclass(frozen=True)
class Outlook:
    """How much of one kind is due now, and how much more within the next 30 days."""

    eraser: Eraser
    now: int
    soon: int

    @property
    def rule(self) -> str:
        """When it goes, in a sentence."""
        return self.eraser.rule()


def outlook(today: date) -> list[Outlook]:
    """Count what is due, kind by kind, without changing anything."""
    counts = []
    for eraser in ERASERS:
        now = eraser.due(today).count()
        counts.append(Outlook(eraser, now, eraser.due(today + AHEAD).count() - now))
    return counts


def erase_due(erasers: Sequence[Eraser] = ERASERS) -> dict[str, int]:
    """Erase everything that is due; return how much of each kind, zeros included.

    Nothing is erased unrecorded: report and audit entry share the transaction of each batch. A row
    that cannot be erased keeps no other from it. Stops after an hour; the next run goes on.
    Raises ErasureError in the end if something failed.
    """
    end = monotonic() + LONGEST_RUN.total_seconds()
    erased, failed = {}, []
    for eraser in erasers:
        erased[eraser.kind] = 0
        stuck: dict[Any, str] = {}
        while monotonic() < end and (ids := _next(eraser, list(stuck))):
            known = len(stuck)
            count = _erase(eraser, ids, stuck)
            erased[eraser.kind] += count
            if not count and len(stuck) == known:  # somebody else has just erased them
                break
        failed += [f"{eraser.kind}: {error}" for error in stuck.values()]
    if failed:
        raise ErasureError(", ".join(sorted(set(failed))))
    return erased


def _next(eraser: Eraser, stuck: Sequence[Any]) -> list[Any]:
    due = eraser.due(timezone.localdate()).exclude(pk__in=stuck)
    return list(due.values_list("pk", flat=True)[: eraser.batch])


def _erase(eraser: Eraser, ids: Sequence[Any], stuck: dict[Any, str]) -> int:
    """Erase a batch; if that fails, row by row, noting which ones stay."""
    try:
        return _erase_and_record(eraser, ids)
    except Exception as error:  # noqa: BLE001  found out row by row
        logger.warning("Erasing %s failed: %s", eraser.kind, type(error).__name__)
    count = 0
    for row in ids:
        try:
            count += _erase_and_record(eraser, [row])
        except Exception as error:  # noqa: BLE001  named in the end; the others must go on
            stuck[row] = type(error).__name__
    return count


@transaction.atomic
def _erase_and_record(eraser: Eraser, ids: Sequence[Any]) -> int:
    count = eraser.erase(ids)
    if count:
        today = timezone.localdate()
        ErasureReport.objects.get_or_create(day=today, kind=eraser.kind)
        report = ErasureReport.objects.filter(day=today, kind=eraser.kind)
        report.update(count=F("count") + count)
        record(action="data.erased", subject=("erasure", eraser.kind), by=None, number=count)
    return count
