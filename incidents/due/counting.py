"""How much is due in cases, without naming a single one: grouped by day and by who is responsible.

The database groups, so ten thousand cases cost a handful of queries and some hundred groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date
from uuid import UUID

from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.utils import timezone

from ateams.due import DueGroup, DueItem
from incidents.clocks import read_clocks
from incidents.due.cases import DateMissing, NextDateDue, ReplyDue
from incidents.due.clocks import ACKNOWLEDGE, FEEDBACK, REVIEW, SILENCE
from incidents.due.people import cases_for, grouped_people
from incidents.enums import State
from incidents.models.case import CaseQuerySet
from incidents.running_clocks import started, waits_of

STARTED_BY_ENTRIES = (FEEDBACK, SILENCE, REVIEW)
SOURCES = (ReplyDue(), NextDateDue(), DateMissing(), ACKNOWLEDGE, *STARTED_BY_ENTRIES)
# A day, who is responsible, and how many there are.
Days = Iterable[tuple[date, UUID | None, int]]


class CountedCases:
    """Answers owed, next dates, cases that nobody looks after, and what the clocks make due."""

    kinds = frozenset(source.kind for source in SOURCES)

    def groups(
        self, *, until: date, reader_id: UUID, apart: Collection[str] = ()
    ) -> Iterator[DueGroup]:
        """Count the open cases in which something is due, in nine queries; without those apart."""
        people_of = grouped_people()
        cases = without(cases_for(None, reader_id), apart).select_related(None).order_by()
        for kind, days in _counted(cases, until):
            for day, responsible, count in days:
                if day <= until:
                    yield DueGroup(kind, day, people_of(responsible), count)

    def items(
        self, *, kind: str, among: Collection[str], until: date, reader_id: UUID
    ) -> Iterator[DueItem]:
        """Derive one kind in some cases alone, as its source does."""
        source = next(one for one in SOURCES if one.kind == kind)
        cases = cases_for(None, reader_id).filter(pk__in=[UUID(one) for one in among])
        return source.due_in(cases, until)

    def hidden_from(
        self, person_id: UUID, *, responsible_id: UUID, reader_id: UUID
    ) -> frozenset[str]:
        """Return somebody's open cases that the reader can open, and another person cannot."""
        theirs = cases_for(None, reader_id).filter(responsible=responsible_id)
        seen = cases_for(None, person_id).select_related(None).order_by()
        hidden = theirs.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True)
        return frozenset(str(pk) for pk in hidden)


def without(cases: CaseQuerySet, apart: Collection[str]) -> CaseQuerySet:
    """Leave out the cases that stand apart."""
    return cases.exclude(pk__in=[UUID(one) for one in apart]) if apart else cases


def _counted(cases: CaseQuerySet, until: date) -> Iterator[tuple[str, Days]]:
    yield ReplyDue.kind, _by(cases.filter(reply_due_on__lte=until), F("reply_due_on"))
    yield NextDateDue.kind, _by(cases.filter(next_date__lte=until), F("next_date"))
    yield DateMissing.kind, _by(cases.unattended(), TruncDate("received_at", tzinfo=UTC))
    yield from _clocks(cases, until)


def _clocks(cases: CaseQuerySet, until: date) -> Iterator[tuple[str, Days]]:
    clocks, today = read_clocks(), timezone.localdate()
    new = _by(cases.filter(state=State.NEW), TruncDate("received_at"))
    days = ((clocks.at(ACKNOWLEDGE.clock, day).due(day), who, count) for day, who, count in new)
    latest = ACKNOWLEDGE.latest(until, today)
    yield ACKNOWLEDGE.kind, [(day, who, n) for day, who, n in days if day and day <= latest]
    found = started(cases)
    waits = waits_of({one.waited for one in found if one.waited})
    for source in STARTED_BY_ENTRIES:
        due: Counter[tuple[date, UUID | None]] = Counter()
        latest = source.latest(until, today)
        for one in found:
            since = one.since[source.clock]
            waited = waits[one.waited] if one.waited else ()
            day = clocks.at(source.clock, since).due(since, waited)
            if day and day <= latest:
                due[day, one.responsible] += one.count
        yield source.kind, [(day, who, count) for (day, who), count in due.items()]


def _by(cases: CaseQuerySet, day: F | TruncDate) -> Days:
    rows = cases.annotate(day=day).values_list("day", "responsible").annotate(Count("pk"))
    return list(rows)
