"""A month of sessions, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import User
from ateams.school_holidays import Holidays, calendar
from trainings.enums import State
from trainings.models import Session, Training


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which there are sessions."""

    date: date
    sessions: Sequence[Session]
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """What a month holds for one person."""

    first: date
    days: Sequence[Day]
    holidays: Sequence[Holidays]

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return self.first - relativedelta(months=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return self.first + relativedelta(months=1)


def month_of(user: User, first: date) -> Month:
    """Return the sessions that somebody may see in the month that begins on `first`."""
    after = first + relativedelta(months=1)
    sessions = (
        Session.objects.filter(training__in=Training.objects.visible_to(user))
        .filter(date__gte=first, date__lt=after)
        .exclude(training__state=State.CANCELLED)
        .select_related("training__institution")
        .order_by("date", "starts_at", "id")
    )
    by_day: dict[date, list[Session]] = {}
    for session in sessions:
        by_day.setdefault(session.date, []).append(session)
    today = timezone.localdate()
    return Month(
        first,
        [Day(day, found, day == today) for day, found in by_day.items()],
        [one for one in calendar().holidays if one.first < after and one.last >= first],
    )
