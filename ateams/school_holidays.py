"""School holidays of Lower Saxony, from a file whose source it names. A leaf.

The dates are set years ahead by the ministry; nobody can compute them. Where the file ends, nobody
knows: `known_until` says so, and callers say it to people instead of guessing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

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


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the file says, and until when it says anything."""

    known_until: date
    holidays: tuple[Holidays, ...]


def holidays_on(day: date) -> Holidays | None:
    """Return the school holidays that a day belongs to, if any."""
    return next((one for one in calendar().holidays if one.first <= day <= one.last), None)


def known_until() -> date:
    """Return the last day of which the file says anything."""
    return calendar().known_until


def calendar() -> Calendar:
    """Return the dates of the file that `SCHOOL_HOLIDAYS` names."""
    return _read(settings.SCHOOL_HOLIDAYS)


@cache
def _read(path: Path) -> Calendar:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Calendar(
        date.fromisoformat(told["known_until"]),
        tuple(
            Holidays(date.fromisoformat(first), date.fromisoformat(last), NAMES[kind])
            for first, last, kind in told["holidays"]
        ),
    )
