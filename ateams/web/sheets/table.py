"""What was read of a file, and why a file could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_ROWS = 5000
MOST_COLUMNS = 60


class UnreadableError(Exception):
    """The file is no list that can be read; `text` says why, and what to do."""

    def __init__(self, text: str | Promise) -> None:
        super().__init__(str(text))
        self.text = text


NO_TABLE = _("Das ist keine Tabelle. Speichere die Liste als XLSX oder CSV und wähle sie neu aus.")
OLD_OR_LOCKED = _(
    "Die Datei ist mit einem Passwort geschützt oder im alten Format XLS. "
    "Speichere sie ohne Passwort als XLSX."
)
DAMAGED = _(
    "Die Datei ist beschädigt. Öffne sie in deinem Programm und speichere sie neu als XLSX."
)
UNPACKED_TOO_LARGE = _(
    "Entpackt ist diese Datei zu groß. Speichere nur das eine Blatt mit der Liste."
)
EMPTY = _("In der Datei steht nichts.")
TOO_MANY_ROWS = _(
    "Die Liste hat mehr als 5.000 Zeilen. Teile sie in mehrere Dateien; "
    "Zeilen, die schon da sind, werden nicht doppelt angelegt."
)
TOO_MANY_COLUMNS = _(
    "Die Liste hat mehr als 60 Spalten. Lösche Spalten, die nicht gebraucht werden."
)
TOO_LARGE = _("Die Datei ist größer als 5 MB. Teile sie in mehrere Dateien.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty, with its number as the program shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a list as text, and what somebody should know about how they were read.

    `encoding` is empty for XLSX; `formulas` counts cells whose value was calculated; `merged`
    counts areas of merged cells: the value stands in their first cell alone.
    """

    rows: tuple[Row, ...]
    encoding: str = ""
    formulas: int = 0
    merged: int = 0
    more_sheets: int = 0
    sheet: str = ""


class Collector:
    """Takes rows one by one and refuses more than a list may have, as soon as that is known."""

    def __init__(self) -> None:
        self._rows: list[Row] = []

    def add(self, number: int, cells: list[str]) -> None:
        """Keep a row unless it is empty."""
        cells = [cell.strip() for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        if len(cells) > MOST_COLUMNS:
            raise UnreadableError(TOO_MANY_COLUMNS)
        # One row more is the header.
        if len(self._rows) > MOST_ROWS:
            raise UnreadableError(TOO_MANY_ROWS)
        self._rows.append(Row(number, tuple(cells)))

    def rows(self) -> tuple[Row, ...]:
        """Return what was kept; a list without anything is refused."""
        if not self._rows:
            raise UnreadableError(EMPTY)
        return tuple(self._rows)
