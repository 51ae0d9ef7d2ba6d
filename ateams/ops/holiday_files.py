"""School holidays from a file that somebody has downloaded: read, looked at, put in place."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar as Feed

_LONGEST = timedelta(days=60)
_SHORTEST_SUMMER = timedelta(days=28)
# How a name begins or what it holds → what the product calls it; all else is a day off.
_KINDS = {
    "sommer": "summer",
    "herbst": "autumn",
    "weihnacht": "christmas",
    "halbjahr": "half_year",
    "winter": "half_year",
    "oster": "easter",
}
_FIRST, _LAST, _NAME = ("StartDate", "first"), ("EndDate", "last"), ("Name", "name")
Row = tuple[date, date, str]


class HolidayFileError(Exception):
    """The file is not what it should be; the text says why. Nothing was changed."""


@dataclass(frozen=True)
class Told:
    """What a file says; `known_until` and `source` where it says them itself."""

    holidays: tuple[Row, ...]
    known_until: date
    source: str
    state: str = "NI"


def read_file(path: Path, *, source: str, known_until: date | None) -> Told:
    """Read JSON in the product's own form, CSV of OpenHolidays, or a calendar (ICS).

    Raises HolidayFileError for what cannot be read, and for what cannot be true.
    """
    readers = {".json": _read_json, ".csv": _read_csv, ".ics": _read_ics}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise HolidayFileError(f"{path.name} is neither .json nor .csv nor .ics.")
    try:
        told = reader(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise HolidayFileError(f"{path} cannot be read: {error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise HolidayFileError(f"{path.name} is not in the form of its kind: {error}") from error
    rows = tuple(sorted(told.holidays))
    end = known_until or told.known_until
    found = Told(rows, end, source or told.source, told.state)
    _look_at(found)
    return found


def install(told: Told, path: Path) -> None:
    """Put the file in place in one step: whoever reads it sees the old one or the new one."""
    text = json.dumps(
        {
            "source": told.source,
            "state": told.state,
            "known_until": told.known_until.isoformat(),
            "holidays": [
                [first.isoformat(), last.isoformat(), kind] for first, last, kind in told.holidays
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def _look_at(told: Told) -> None:
    """Refuse dates that cannot be the holidays of a state."""
    if not told.source:
        raise HolidayFileError("Say where the dates are from: --source “…”.")
    if not told.holidays:
        raise HolidayFileError("There are no holidays in it.")
    before: Row | None = None
    for first, last, kind in told.holidays:
        if not timedelta(0) <= last - first <= _LONGEST:
            raise HolidayFileError(f"{first} to {last} cannot be holidays.")
        if before and first <= before[1]:
            raise HolidayFileError(f"{first} lies in the holidays before it.")
        if kind == "summer" and last - first < _SHORTEST_SUMMER:
            raise HolidayFileError(f"The summer holidays from {first} to {last} are too short.")
        before = (first, last, kind)
    if told.known_until < told.holidays[-1][1]:
        raise HolidayFileError(f"It goes on after {told.known_until}.")
    summers = {first.year for first, _last, kind in told.holidays if kind == "summer"}
    years = range(told.holidays[0][0].year + 1, told.holidays[-1][1].year)
    if missing := [year for year in years if year not in summers]:
        raise HolidayFileError(f"There are no summer holidays in {missing[0]}.")


def _read_json(text: str) -> Told:
    told = json.loads(text)
    rows = tuple((_day(first), _day(last), str(kind)) for first, last, kind in told["holidays"])
    if unknown := {kind for _first, _last, kind in rows} - {*_KINDS.values(), "single_day"}:
        raise ValueError(f"unknown kind {min(unknown)}")
    return Told(rows, _day(told["known_until"]), str(told["source"]), str(told.get("state", "NI")))


def _read_csv(text: str) -> Told:
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = []
    for row in csv.DictReader(io.StringIO(text), delimiter=delimiter):
        if "NI" not in (row.get("Subdivisions") or "NI"):
            continue
        first = _column(row, _FIRST)
        rows.append((_day(first), _day(_column(row, _LAST) or first), _kind(_column(row, _NAME))))
    return _dated(rows)


def _read_ics(text: str) -> Told:
    return _dated(list(_events(text)))


def _events(text: str) -> Iterator[Row]:
    for event in Feed.from_ical(text).walk("VEVENT"):
        first: Any = event.decoded("DTSTART")
        end: Any = event.decoded("DTEND", first + timedelta(days=1))
        if isinstance(first, datetime) or isinstance(end, datetime):
            raise ValueError("its entries have times of day")  # noqa: TRY004 - a value in a file
        yield first, end - timedelta(days=1), _kind(str(event["SUMMARY"]))


def _dated(rows: list[Row]) -> Told:
    return Told(tuple(rows), max((last for _first, last, _kind in rows), default=date.min), "")


def _column(row: dict[str, str | None], names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := row.get(name))), "")


def _kind(name: str) -> str:
    return next((kind for word, kind in _KINDS.items() if word in name.lower()), "single_day")


def _day(text: str) -> date:
    return date.fromisoformat(text.strip())
