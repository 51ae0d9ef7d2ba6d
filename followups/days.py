"""Which days count between a due date and a stage."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from ateams.school_holidays import Calendar, calendar
from ateams.workdays import add_working_days, is_working_day
from followups.enums import Counting


def counted_from(day: date, count: int, counting: Counting) -> date:
    """Return the day that lies `count` counted days after `day` (before, if negative).

    Zero gives `day` itself if it counts, else the next one that does.
    """
    match counting:
        case Counting.SCHOOL_DAYS:
            return _add_school_days(day, count, calendar())
        case Counting.WORKING_DAYS:
            return add_working_days(day, count)
    return day + timedelta(days=count)


def is_school_day(day: date) -> bool:
    """Whether schools are open: a working day outside the holidays, as far as they are known."""
    return is_working_day(day) and day not in calendar().days


@lru_cache(maxsize=10_000)
def _add_school_days(day: date, count: int, known: Calendar) -> date:
    step = 1 if count >= 0 else -1
    day = add_working_days(day, 0) if count == 0 else add_working_days(day, step)
    left = max(abs(count), 1)
    while True:
        if day not in known.days and (left := left - 1) == 0:
            return day
        day = add_working_days(day, step)
