"""The agenda as a month: weeks of seven days, each with what is due then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ateams.school_holidays import holidays_on
from ateams.workdays import is_public_holiday
from followups.agenda import Agenda, Bundle, Entry

# What a day shows before it says "and 7 more".
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month, or one beside it that fills its week."""

    date: date
    in_month: bool
    is_today: bool
    free: str | Promise
    entries: Sequence[Entry]
    more: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what is due in it."""

    first: date
    weeks: Sequence[Sequence[Day]]

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return self.first - relativedelta(months=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return self.first + relativedelta(months=1)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is due in the whole month."""
        return not any(day.entries for week in self.weeks for day in week)


def last_day_of(first: date) -> date:
    """Return the last day of the month that begins on `first`."""
    return first + relativedelta(months=1) - timedelta(days=1)


def month_of(agenda: Agenda, bundles: Sequence[Bundle], first: date) -> Month:
    """Put bundles into the month that begins on `first`; only what is shown is derived."""
    last = last_day_of(first)
    by_day: dict[date, list[Bundle]] = {}
    for bundle in bundles:
        if first <= bundle.due_on <= last:
            by_day.setdefault(bundle.due_on, []).append(bundle)
    shown = agenda.entries(*by_day.values(), most=SHOWN)
    entries = dict(zip(by_day, shown, strict=True))
    counts = {day: sum(bundle.number for bundle in found) for day, found in by_day.items()}
    monday = first - timedelta(days=first.weekday())
    weeks = ((last - monday).days // 7) + 1
    return Month(
        first,
        [
            [
                Day(
                    day,
                    day.month == first.month,
                    day == agenda.today,
                    _free(day),
                    entries.get(day, []),
                    max(0, counts.get(day, 0) - SHOWN),
                )
                for day in (monday + timedelta(days=7 * week + number) for number in range(7))
            ]
            for week in range(weeks)
        ],
    )


def _free(day: date) -> str | Promise:
    """Say why hardly anybody works or no school is open on a day."""
    if is_public_holiday(day):
        return _("Feiertag")
    holidays = holidays_on(day)
    return holidays.name if holidays else ""
