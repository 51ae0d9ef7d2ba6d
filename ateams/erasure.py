"""What an eraser is. A leaf: it knows no package, so that every package can erase its own.

What is to be erased is derived from dates on each run, as due items are, so that a run may come
late, twice or be killed: the next one finds the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise


@dataclass(frozen=True)
class Eraser:
    """One kind of data: which rows are due on a day, and how they go.

    `due` derives them without changing anything. `erase` takes ids of such rows inside the
    caller's transaction, looks again where they may have changed, and returns how many went.
    `rule` says in a sentence when they go. `batch` is how many go in one transaction: one where
    each writes its own audit entry, since whoever holds the end of that chain locks nothing more.
    """

    kind: str
    label: str | Promise
    rule: Callable[[], str]
    due: Callable[[date], QuerySet[Any]]
    erase: Callable[[Sequence[Any]], int]
    batch: int = 100


def kept_until(since: date, *, months: int) -> date:
    """Return the day on which something kept for so many calendar months is erased.

    Where the month has no such day, it is the month's last: nothing is kept longer for that.
    """
    return since + relativedelta(months=months)


def newest_outlived(today: date, *, months: int) -> date:
    """Return the newest day whose months are over today: the inverse of `kept_until`.

    Several days of a long month end together in a short one, so this is no mere subtraction.
    """
    day = today - relativedelta(months=months)
    while kept_until(day + timedelta(days=1), months=months) <= today:
        day += timedelta(days=1)
    return day


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over, where the product's clock shows it."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def days_before(today: date, days: int) -> date:
    """Return the newest day that lies at least so many days back."""
    return today - timedelta(days=days)


def delete_rows(rows: QuerySet[Any]) -> int:
    """Delete rows with all that hangs on them; return how many of their own kind went."""
    return rows.delete()[1].get(rows.model._meta.label, 0)  # noqa: SLF001  documented
