"""What is due in thousands of cases, of which a page shows some dozens.

Counting has told on which days there is something; only cases of the days that are shown are looked
at, and only those that stand on the page are read in full.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date
from functools import partial
from uuid import UUID

from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise

from ateams.due import DueItem
from incidents.clocks import read_clocks
from incidents.due.cases import DateMissing, NextDateDue, ReplyDue
from incidents.due.clocks import ACKNOWLEDGE
from incidents.due.counting import STARTED_BY_ENTRIES, CountedCases, without
from incidents.due.people import cases_for, grouped_people, item_of
from incidents.enums import State
from incidents.models import Case
from incidents.models.case import CaseQuerySet
from incidents.running_clocks import starting_on, waits_in

_TITLES: Mapping[str, str | Promise] = {
    source.kind: source.title
    for source in (ReplyDue, NextDateDue, DateMissing, ACKNOWLEDGE, *STARTED_BY_ENTRIES)
}
# An id, who is responsible, whether it is urgent, and the day.
Rows = Iterable[tuple[UUID, UUID | None, bool, date | None]]


class ListedCases(CountedCases):
    """The kinds that are counted, for pages that list some of them."""

    def bare(
        self,
        *,
        days: Mapping[str, Collection[date]],
        reader_id: UUID,
        apart: Collection[str] = (),
    ) -> Iterator[DueItem]:
        """Derive what is due on these days in open cases, at most one query for each kind."""
        if not days:
            return
        people_of = grouped_people()
        cases = without(cases_for(None, reader_id), apart).select_related(None)
        cases = cases.order_by("received_at", "pk")
        for kind, rows in _found(cases, {kind: set(found) for kind, found in days.items()}):
            for pk, responsible, urgent, day in rows:
                if day and day in days[kind]:
                    yield DueItem(
                        kind=kind,
                        object_id=str(pk),
                        due_on=day,
                        title="",
                        url="",
                        people=people_of(responsible),
                        urgent=urgent,
                    )

    def worded(self, items: Collection[DueItem]) -> Iterator[DueItem]:
        """Return these items with titles, references and addresses, in one query."""
        cases = Case.objects.in_bulk({UUID(item.object_id) for item in items}) if items else {}
        for item in items:
            if case := cases.get(UUID(item.object_id)):
                title = str(_TITLES[item.kind])
                yield item_of(item.kind, case, item.due_on, title, dict(item.people))


def _found(cases: CaseQuerySet, days: Mapping[str, set[date]]) -> Iterator[tuple[str, Rows]]:
    if wanted := days.get(ReplyDue.kind):
        yield ReplyDue.kind, _rows(cases.filter(reply_due_on__in=wanted), F("reply_due_on"))
    if wanted := days.get(NextDateDue.kind):
        yield NextDateDue.kind, _rows(cases.filter(next_date__in=wanted), F("next_date"))
    if wanted := days.get(DateMissing.kind):
        day = TruncDate("received_at", tzinfo=UTC)
        received = cases.unattended().annotate(received_on=day)
        yield DateMissing.kind, _rows(received.filter(received_on__in=wanted), F("received_on"))
    yield from _clocks(cases, days)


def _clocks(cases: CaseQuerySet, days: Mapping[str, set[date]]) -> Iterator[tuple[str, Rows]]:
    clocks, today = read_clocks(), timezone.localdate()
    if wanted := days.get(ACKNOWLEDGE.kind):
        starts = clocks.starts(ACKNOWLEDGE.clock, wanted)
        new = cases.filter(state=State.NEW).annotate(received_on=TruncDate("received_at"))
        rows = _rows(new.filter(received_on__in=starts), F("received_on"))
        due = partial(clocks.due, ACKNOWLEDGE.clock)
        yield (
            ACKNOWLEDGE.kind,
            [(pk, who, urgent, due(day)) for pk, who, urgent, day in rows if day],
        )
    sources = [source for source in STARTED_BY_ENTRIES if days.get(source.kind)]
    waits = waits_in(cases) if sources else {}
    for source in sources:
        last = source.latest(date.max, today)
        starts = clocks.starts(source.clock, days[source.kind])
        rows = _rows(starting_on(cases, source.clock, starts, waits.keys()), F("started"))
        dated = (
            (pk, who, urgent, clocks.due(source.clock, day, waits.get(pk, ())))
            for pk, who, urgent, day in rows
            if day
        )
        yield source.kind, [row for row in dated if row[3] and row[3] <= last]


def _rows(cases: CaseQuerySet, day: F) -> Rows:
    rows: Rows = cases.annotate(day=day).values_list("pk", "responsible", "urgent", "day")
    return rows
