"""Counting from a day to the day on which the office owes something. No clock stores its end.

The rule that is valid on the day a clock starts counts for it, whatever is decided later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from ateams.workdays import add_working_days
from incidents.enums import Clock
from incidents.models import ClockRule

# From one day until before another, or until now: how long a case waited for the person.
Wait = tuple[date, date | None]
_SHORTEST_MONTH = 28


class Unit(StrEnum):
    """What the number of a clock counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Span:
    """How long something may take; `pauses` while the office waits for the person."""

    number: int
    unit: Unit
    pauses: bool = False

    def end(self, since: date) -> date:
        """Return the last day of the span; calendar months end on the same day of the month."""
        return _end(since, self.number, self.unit)

    def due(self, since: date, waits: Sequence[Wait] = ()) -> date | None:
        """Return the day on which it is due; none while the clock stands still.

        Days on which the clock stood still are added at the end.
        """
        day = self.end(since)
        for start, stop in waits if self.pauses else ():
            begun = max(start, since)
            if begun >= day:
                break
            if stop is None:
                return None
            day += max(stop - begun, timedelta(0))
        return day

    @property
    def at_least(self) -> timedelta:
        """Return a number of days that it surely takes, to look no further than needed."""
        return timedelta(days=self.number * (_SHORTEST_MONTH if self.unit == Unit.MONTHS else 1))

    @property
    def at_most(self) -> timedelta:
        """Return a number of days that it surely does not exceed where it never stood still."""
        return timedelta(days=self.number * _LONGEST_UNIT[self.unit] + _LONGEST_HOLIDAYS)


# A working day costs a weekend at most, and Christmas comes on top.
_LONGEST_UNIT = {Unit.WORKING_DAYS: 3, Unit.DAYS: 1, Unit.MONTHS: 31}
_LONGEST_HOLIDAYS = 10
UNITS = {
    Clock.REPLY: Unit.WORKING_DAYS,
    Clock.URGENT_REPLY: Unit.WORKING_DAYS,
    Clock.ACKNOWLEDGE: Unit.DAYS,
    Clock.FEEDBACK: Unit.MONTHS,
    Clock.SILENCE: Unit.DAYS,
    Clock.REVIEW: Unit.DAYS,
}
# What holds where no row says otherwise; every installation starts with rows that say the same.
DEFAULTS = {
    Clock.REPLY: Span(3, Unit.WORKING_DAYS),
    Clock.URGENT_REPLY: Span(1, Unit.WORKING_DAYS),
    Clock.ACKNOWLEDGE: Span(7, Unit.DAYS),
    Clock.FEEDBACK: Span(3, Unit.MONTHS, pauses=True),
    Clock.SILENCE: Span(14, Unit.DAYS, pauses=True),
    Clock.REVIEW: Span(90, Unit.DAYS, pauses=True),
}


class Clocks:
    """All values of all clocks, read once."""

    def __init__(self, rules: Iterable[ClockRule]) -> None:
        self._rules: dict[Clock, list[ClockRule]] = {}
        for rule in sorted(rules, key=lambda rule: rule.valid_from, reverse=True):
            self._rules.setdefault(Clock(rule.clock), []).append(rule)

    def at(self, clock: Clock, day: date) -> Span:
        """Return the span of a clock that starts on the day."""
        rule = next((rule for rule in self.values(clock) if rule.valid_from <= day), None)
        return span_of(rule) if rule else DEFAULTS[clock]

    def due(self, clock: Clock, since: date, waits: Sequence[Wait] = ()) -> date | None:
        """Return the day on which a clock is due that started on `since`."""
        return self.at(clock, since).due(since, waits)

    def values(self, clock: Clock) -> list[ClockRule]:
        """Return what a clock was, is and will be, the newest first."""
        return self._rules.get(clock, [])

    def at_least(self, clock: Clock) -> timedelta:
        """Return a number of days that this clock surely takes, whenever it started."""
        spans = [DEFAULTS[clock], *map(span_of, self.values(clock))]
        return min(span.at_least for span in spans)

    def starts(self, clock: Clock, days: Collection[date]) -> set[date]:
        """Return the days on which a clock started that is due on one of these days.

        Of clocks that stood still in between nothing is said.
        """
        if not days:
            return set()
        spans = [DEFAULTS[clock], *map(span_of, self.values(clock))]
        day, last = min(days) - max(span.at_most for span in spans), max(days)
        found = set()
        while day <= last:
            if self.at(clock, day).due(day) in days:
                found.add(day)
            day += timedelta(days=1)
        return found


@lru_cache(maxsize=10_000)
def _end(since: date, number: int, unit: Unit) -> date:
    """Count on from a day; ten thousand cases start their clocks on some hundred days."""
    match unit:
        case Unit.WORKING_DAYS:
            return add_working_days(since, number)
        case Unit.MONTHS:
            return since + relativedelta(months=number)
    return since + timedelta(days=number)


def read_clocks() -> Clocks:
    """Read all values, in one query; there are a handful."""
    return Clocks(ClockRule.objects.all())


def span_of(rule: ClockRule) -> Span:
    """Return what a row says."""
    return Span(rule.number, UNITS[Clock(rule.clock)], pauses=rule.pauses)
