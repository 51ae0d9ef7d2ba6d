"""Which clocks run in open cases: since when, and how long each stood still."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts.enums import OFFICE_ROLES
from incidents.clocks import Clocks, Wait, read_clocks
from incidents.enums import Clock, EntryKind, State
from incidents.models import Case, Entry
from incidents.models.case import CaseQuerySet

Waits = dict[UUID, list[Wait]]
NEAR = timedelta(days=7)
# What each clock counts from, the newest of them; a case's own date is always among them.
_STARTED_BY: dict[Clock, tuple[dict[str, object], ...]] = {
    Clock.FEEDBACK: (
        {"kind": EntryKind.TO_REPORTER, "author_role__in": sorted(OFFICE_ROLES)},
        {"kind": EntryKind.MOVE, "state": State.REOPENED},
    ),
    Clock.SILENCE: ({},),
    Clock.REVIEW: (
        {"kind": EntryKind.REVIEWED},
        {"kind": EntryKind.MOVE, "state": State.REOPENED},
    ),
    Clock.ACKNOWLEDGE: (),
}


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs in a case, and the day on which it is due; none while it stands still."""

    case: Case
    clock: Clock
    due: date | None

    @property
    def is_near(self) -> bool:
        """Whether it is due within a week, or was."""
        return self.due is not None and self.due <= timezone.localdate() + NEAR


def running(
    cases: CaseQuerySet,
    clock: Clock,
    clocks: Clocks,
    *,
    until: date | None = None,
    waits: Waits | None = None,
) -> Iterator[Running]:
    """Return this clock in all these cases, or where it could be due by a day.

    In two queries, or one where it is known how long each case `waits`.
    """
    started = cases.annotate(since=_since(clock))
    if clock == Clock.ACKNOWLEDGE:
        started = started.filter(state=State.NEW)
    if until:
        started = started.filter(since__date__lte=until - clocks.at_least(clock))
    found = list(started)
    waits = waits_of({case.pk for case in found}) if waits is None else waits
    for case in found:
        since = timezone.localdate(getattr(case, "since"))  # noqa: B009 - annotated above
        span = clocks.at(clock, since)
        yield Running(case, clock, span.due(since, waits.get(case.pk, ())))


def clocks_of(case: Case) -> list[Running]:
    """Return the clocks that run in one open case, without those that stand still."""
    cases = Case.objects.open().filter(pk=case.pk)
    clocks, waits = read_clocks(), waits_of({case.pk})
    return [
        one
        for clock in _STARTED_BY
        for one in running(cases, clock, clocks, waits=waits)
        if one.due
    ]


def waits_of(case_ids: Collection[UUID]) -> Waits:
    """Return from when to when each case waited for the person, oldest first, in one query."""
    waits: Waits = {}
    moves = Entry.objects.filter(case__in=case_ids, kind=EntryKind.MOVE).order_by("at", "id")
    for case_id, state, at in moves.values_list("case", "state", "at"):
        known, day = waits.setdefault(case_id, []), timezone.localdate(at)
        if known and known[-1][1] is None:
            known[-1] = (known[-1][0], day)
        if state == State.WAITING_PERSON:
            known.append((day, None))
    return waits


def _since(clock: Clock) -> Greatest | F:
    newest = [
        Coalesce(Subquery(_newest(conditions)), F("received_at"))
        for conditions in _STARTED_BY[clock]
    ]
    return Greatest(F("received_at"), *newest) if newest else F("received_at")


def _newest(conditions: dict[str, object]) -> QuerySet[Entry, datetime]:
    entries = Entry.objects.filter(case=OuterRef("pk"), **conditions)
    return entries.order_by("-at").values_list("at", flat=True)[:1]
