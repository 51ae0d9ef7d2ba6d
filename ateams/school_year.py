"""School years of Lower Saxony run from 1 August to 31 July (NSchG § 28). A leaf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_FIRST_MONTH = 8
# Whoever joins shortly before the summer joins for the year that follows.
_SHORTEST_TERM = timedelta(days=90)


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """The school year that begins in August of `start`."""

    start: int

    @property
    def first_day(self) -> date:
        return date(self.start, _FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, _FIRST_MONTH - 1, 31)

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02}"


def school_year_of(day: date) -> SchoolYear:
    """Return the school year that a day belongs to."""
    return SchoolYear(day.year if day.month >= _FIRST_MONTH else day.year - 1)


def end_of_term(start: date) -> date:
    """Return when a term that starts on the day ends unless somebody says otherwise."""
    year = school_year_of(start)
    if year.last_day - start < _SHORTEST_TERM:
        year = SchoolYear(year.start + 1)
    return year.last_day
