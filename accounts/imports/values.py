"""What stands in a cell, as people write it: dates, durations, numbers, words of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ateams.web.folding import same

_MONTHS = (
    ("jan", "januar", "january", "janner"),
    ("feb", "februar", "february"),
    ("mar", "marz", "maerz", "march", "mrz"),
    ("apr", "april"),
    ("mai", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("okt", "oct", "oktober", "october"),
    ("nov", "november"),
    ("dez", "dec", "dezember", "december"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?")
_DOTTED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})\.? ([^\W\d]+)\.? (\d{4}|\d{2})")
_WEEKDAY = re.compile(r"^[^\W\d]{2,10}[.,]* (?=\d)")
_SERIAL = re.compile(r"\d{5}")
_EXCEL_BEGINS = date(1899, 12, 30)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::\d{2})?(?: ?h| ?std| ?uhr)?")
_AMOUNT = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?) ?([^\W\d]*)\.?")
_HOURS = frozenset({"h", "std", "stunde", "stunden", "hour", "hours", "hrs"})
_MINUTES = frozenset({"", "m", "min", "minute", "minuten", "minutes", "mins"})
_CENTURY = 2000
_TWO_DIGITS = 100


class NotUnderstoodError(Exception):
    """A cell says nothing that the field takes; the text says what would do."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def day(text: str) -> date:
    """Read a day: 15.03.2025, 15.3.25, 2025-03-15, 15. März 2025, Sa 15.03.2025, or Excel's 45731.

    Day before month, as in German; two digits are of this century.
    """
    written = _WEEKDAY.sub("", same(text))
    if _SERIAL.fullmatch(written):
        return _EXCEL_BEGINS + timedelta(days=int(written))
    try:
        year, month, number = _parts(written)
        return date(year + _CENTURY if year < _TWO_DIGITS else year, month, number)
    except (ValueError, KeyError):
        message = _("„%(text)s“ ist kein Datum. So geht es: 15.03.2025.")
        raise NotUnderstoodError(message % {"text": text[:40]}) from None


def _parts(written: str) -> tuple[int, int, int]:
    """Return year, month and day; raise ValueError or KeyError where they are not to be found."""
    if found := _ISO.fullmatch(written):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DOTTED.fullmatch(written):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _NAMED.fullmatch(written):
        return int(found[3]), _MONTH[found[2]], int(found[1])
    raise ValueError


def minutes(text: str) -> int:
    """Read a duration: 90, 90 min, 1,5 h, 2 Stunden, 1:30."""
    written = same(text)
    if found := _CLOCK.fullmatch(written):
        return int(found[1]) * 60 + int(found[2])
    if found := _AMOUNT.fullmatch(written):
        amount = float(found[1].replace(",", "."))
        if found[2] in _HOURS:
            return round(amount * 60)
        if found[2] in _MINUTES:
            return round(amount)
    message = _("„%(text)s“ ist keine Dauer. So geht es: 90 oder 1:30.")
    raise NotUnderstoodError(message % {"text": text[:40]})


def count(text: str, *, most: int) -> int:
    """Read how many: 24, also 24,0 as calculated lists have it."""
    found = re.fullmatch(r"(\d{1,6})(?:[.,]0+)?", text.strip())
    if found and int(found[1]) <= most:
        return int(found[1])
    message = _("„%(text)s“ ist keine Anzahl bis %(most)d.")
    raise NotUnderstoodError(message % {"text": text[:40], "most": most})


def code(text: str, choices: Iterable[tuple[str, str | Promise]], *, field: str) -> str:
    """Read a code of a list by its word in German or English, in full or without its brackets."""
    found = _words(tuple((value, label) for value, label in choices)).get(same(text))
    if found is None:
        message = _("„%(text)s“ kenne ich bei „%(field)s“ nicht.")
        raise NotUnderstoodError(message % {"text": text[:40], "field": field})
    return found


@cache
def _words(choices: tuple[tuple[str, str | Promise], ...]) -> dict[str, str]:
    words: dict[str, str] = {}
    for language in ("en", "de"):
        with translation.override(language):
            for value, label in choices:
                for word in _ways_to_write(str(label)):
                    words[same(word)] = value
    return words | {same(value): value for value, _label in choices}


def _ways_to_write(label: str) -> list[str]:
    """Return "IGS" and "Integrierte Gesamtschule" beside "Integrierte Gesamtschule (IGS)"."""
    outside, inside = re.sub(r" ?\(.*?\)", "", label), re.findall(r"\((.*?)\)", label)
    return [label, outside, *inside, *(part.strip() for part in outside.split(" / "))]
