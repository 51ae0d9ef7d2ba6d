"""Working days of Lower Saxony. A leaf."""

from datetime import date, timedelta
from functools import cache, lru_cache

import holidays


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv="NI", years=year))


def is_public_holiday(day: date) -> bool:
    """Whether `day` is a public holiday of Lower Saxony."""
    return day in _public_holidays(day.year)


def is_working_day(day: date) -> bool:
    """Whether `day` is Monday to Friday and no public holiday of Lower Saxony."""
    return day.weekday() < 5 and not is_public_holiday(day)  # noqa: PLR2004


@lru_cache(maxsize=10_000)
def add_working_days(day: date, count: int) -> date:
    """Return the working day that lies `count` working days after `day` (before, if negative).

    Zero gives `day` itself if it is a working day, else the next one.
    """
    step = timedelta(days=1 if count >= 0 else -1)
    if count == 0:
        while not is_working_day(day):
            day += step
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day
