"""Which clocks run in open cases: since when, and how long each stood still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone

from accounts.enums import OFFICE_ROLES
from incidents.clocks import Clocks, Wait, read_clocks
from incidents.enums import Clock, EntryKind, State
from incidents.models import Case, Entry
from incidents.models.case import CaseQuerySet

Waits = dict[UUID, list[Wait]]
NEAR = timedelta(days=7)
_REOPENED = Q(entries__kind=EntryKind.MOVE, entries__state=State.REOPENED)
_ANSWERED = Q(entries__kind=EntryKind.TO_REPORTER, entries__author_role__in=sorted(OFFICE_ROLES))
# The entries that start a clock anew, any where nothing is said; the first start is the report.
_STARTED_BY: dict[Clock, Q | None] = {
    Clock.FEEDBACK: _ANSWERED | _REOPENED,
    Clock.SILENCE: None,
    Clock.REVIEW: Q(entries__kind=EntryKind.REVIEWED) | _REOPENED,
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


@dataclass(frozen=True, slots=True)
class Started:
    """Since when clocks run in so many cases of one person, or in one that has waited."""

    since: dict[Clock, date]
    responsible: UUID | None
    waited: UUID | None
    count: int


def running(
    cases: CaseQuerySet, clock: Clock, clocks: Clocks, *, until: date | None = None
) -> Iterator[Running]:
    """Return this clock in all these cases, or where it could be due by a day; two queries."""
    if clock == Clock.ACKNOWLEDGE:
        cases = cases.filter(state=State.NEW)
    dated = cases.annotate(since=_since(clock))
    if until:
        dated = dated.filter(since__date__lte=until - clocks.at_least(clock))
    found = list(dated)
    waits = waits_of({case.pk for case in found})
    for case in found:
        since = timezone.localdate(getattr(case, "since"))  # noqa: B009 - annotated above
        yield Running(case, clock, clocks.at(clock, since).due(since, waits.get(case.pk, ())))


def started(cases: CaseQuerySet) -> list[Started]:
    """Return since when clocks run in these cases, like ones as one, in two queries.

    A case that has waited for the person stands alone: its clocks may have stood still.
    """
    since = {clock.value: TruncDate(_since(clock)) for clock in _STARTED_BY}
    rows = cases.order_by().values_list("pk", "responsible").annotate(**since)
    waited = _waited(cases)
    groups = Counter(
        (tuple(days), responsible, pk if pk in waited else None) for pk, responsible, *days in rows
    )
    return [
        Started(dict(zip(_STARTED_BY, days, strict=True)), responsible, waited, count)
        for (days, responsible, waited), count in groups.items()
    ]


def starting_on(
    cases: CaseQuerySet, clock: Clock, days: Collection[date], also: Collection[UUID]
) -> CaseQuerySet:
    """Keep the cases in which a clock started on one of these days, and some others.

    The day stands at each as `started`.
    """
    dated = cases.annotate(started=TruncDate(_since(clock)))
    return dated.filter(Q(started__in=days) | Q(pk__in=also))


def waits_in(cases: CaseQuerySet) -> Waits:
    """Return how cases waited for the person, for those of them that ever did, in two queries."""
    return waits_of(_waited(cases))


def clocks_of(case: Case) -> list[Running]:
    """Return the clocks that run in one case without those that stand still, in four queries.

    None runs in a case that is closed.
    """
    if not case.is_open:
        return []
    clocks, (found,) = read_clocks(), started(Case.objects.filter(pk=case.pk))
    waits = waits_of({case.pk})[case.pk] if found.waited else []
    since = found.since
    if case.state == State.NEW:
        since = {**since, Clock.ACKNOWLEDGE: timezone.localdate(case.received_at)}
    due = {clock: clocks.at(clock, day).due(day, waits) for clock, day in since.items()}
    return [Running(case, clock, day) for clock, day in due.items() if day]


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


def _waited(cases: CaseQuerySet) -> set[UUID]:
    """Return which of these cases have ever waited for the person; hardly any ever does."""
    moves = Entry.objects.filter(kind=EntryKind.MOVE, state=State.WAITING_PERSON)
    known = moves.filter(case__in=cases.order_by().values("pk"))
    return set(known.values_list("case", flat=True))


def _since(clock: Clock) -> Greatest | F:
    """Return when a clock started, for cases joined with their entries once, grouped by case."""
    if clock not in _STARTED_BY:
        return F("received_at")
    newest = Max("entries__at", filter=_STARTED_BY[clock])
    return Greatest(F("received_at"), Coalesce(newest, F("received_at")))
