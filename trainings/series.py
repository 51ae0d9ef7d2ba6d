"""A simple series: every so many weeks until a day, but in no holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ateams.school_holidays import holidays_on, known_until
from ateams.workdays import is_public_holiday

MOST_SESSIONS = 40


@dataclass(frozen=True, slots=True)
class Series:
    """The days of a series, and those that were left out."""

    days: tuple[date, ...]
    left_out: tuple[date, ...]


class TooLong(Exception):  # noqa: N818 - says what happened
    """The series has more days than a training can have sessions."""


class HolidaysUnknown(Exception):  # noqa: N818 - says what happened
    """The series goes on beyond the day until which school holidays are known."""


def series(first: date, *, weeks: int, until: date, in_holidays: bool = False) -> Series:
    """Return every `weeks`-th week's day from `first` to `until`, both included.

    Public holidays are left out always, school holidays unless `in_holidays`. The rhythm goes on
    through what is left out. The first day itself always counts: somebody has typed it. Raises
    `TooLong`, and `HolidaysUnknown` where nobody knows yet.
    """
    if not in_holidays and until > known_until():
        raise HolidaysUnknown
    days, left_out = [first], list[date]()
    day = first + timedelta(weeks=weeks)
    while day <= until:
        is_off = is_public_holiday(day) or (not in_holidays and holidays_on(day) is not None)
        (left_out if is_off else days).append(day)
        if len(days) > MOST_SESSIONS:
            raise TooLong
        day += timedelta(weeks=weeks)
    return Series(tuple(days), tuple(left_out))
