"""School holidays of Lower Saxony, from a file whose source it names. A leaf.

The dates are set years ahead by the ministry; nobody can compute them. Where the file ends, nobody
knows: `known_until` says so, and callers say it to people instead of guessing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ENDS_SOON = timedelta(days=90)
_SHIPPED = Path(__file__).with_name("school_holidays.json")
NAMES: dict[str, StrPromise] = {
    "summer": _("Sommerferien"),
    "autumn": _("Herbstferien"),
    "christmas": _("Weihnachtsferien"),
    "half_year": _("Halbjahresferien"),
    "easter": _("Osterferien"),
    "single_day": _("schulfrei"),
}


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days on which no school is open, both included."""

    first: date
    last: date
    name: StrPromise


@dataclass(frozen=True, eq=False)
class Calendar:
    """What the file says, where it is from, and until when it says anything."""

    known_until: date
    holidays: tuple[Holidays, ...]
    source: str

    @cached_property
    def days(self) -> frozenset[date]:
        """Every single day of the holidays."""
        return frozenset(
            one.first + timedelta(days=number)
            for one in self.holidays
            for number in range((one.last - one.first).days + 1)
        )


def holidays_on(day: date) -> Holidays | None:
    """Return the school holidays that a day belongs to, if any."""
    return next((one for one in calendar().holidays if one.first <= day <= one.last), None)


def known_until() -> date:
    """Return the last day of which the file says anything."""
    return calendar().known_until


def end_is_near(today: date) -> bool:
    """Whether the file ends within 90 days, or has ended: somebody has to bring a newer one."""
    return known_until() - today <= ENDS_SOON


def calendar() -> Calendar:
    """Return the dates of the file that `SCHOOL_HOLIDAYS` names; a newer file counts at once.

    Without that setting it is the file that came with the product, or the one that was brought
    since, whichever reaches further.
    """
    if settings.SCHOOL_HOLIDAYS:
        return _at(settings.SCHOOL_HOLIDAYS)
    brought = own_file()
    shipped = _at(_SHIPPED)
    if not brought.exists():
        return shipped
    return max(_at(brought), shipped, key=lambda one: one.known_until)


def own_file() -> Path:
    """Return where a file stands that somebody brings."""
    place: Path = settings.SCHOOL_HOLIDAYS or settings.DATA_DIR / _SHIPPED.name
    return place


def _at(path: Path) -> Calendar:
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed_at: int) -> Calendar:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Calendar(
        date.fromisoformat(told["known_until"]),
        tuple(
            Holidays(date.fromisoformat(first), date.fromisoformat(last), NAMES[kind])
            for first, last, kind in told["holidays"]
        ),
        told["source"],
    )
