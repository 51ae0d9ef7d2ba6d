"""XLSX: the values of the first sheet that is shown, and what to know about them.

A workbook is a foreign zip of XML: what it would unpack to is looked at before anything is
unpacked, documents that define entities are refused, and whatever breaks the reader is told as a
damaged file.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from ateams.web.sheets.table import (
    DAMAGED,
    MEGABYTE,
    NO_TABLE,
    TOO_MANY_ROWS,
    UNPACKED_TOO_LARGE,
    Collector,
    Table,
    UnreadableError,
)

MOST_UNPACKED = 60 * MEGABYTE
MOST_PARTS = 500
# Formatted but empty rows are cheap to pass over; a million of them are not.
MOST_PASSED = 150_000
_WORKBOOK = "xl/workbook.xml"
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")


def read_workbook(content: bytes) -> Table:
    """Read the first sheet that is shown. Raises UnreadableError."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            _check(parts)
            return _read(content, parts)
    except UnreadableError:
        raise
    except BadZipFile as error:
        raise UnreadableError(DAMAGED) from error
    except Exception as error:
        # A foreign file can break the reader in any way; its error may quote what is in it.
        raise UnreadableError(DAMAGED) from error


def _check(parts: ZipFile) -> None:
    """Refuse what is no workbook, and what would unpack to too much; `zipfile` reads no more."""
    listed = parts.infolist()
    if _WORKBOOK not in parts.namelist():
        raise UnreadableError(NO_TABLE)
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
        raise UnreadableError(UNPACKED_TOO_LARGE)
    for part in listed:
        if part.filename.endswith((".xml", ".rels")):
            with parts.open(part) as opened:
                if _DOCTYPE.search(opened.read(4096)):
                    raise UnreadableError(DAMAGED)


def _read(content: bytes, parts: ZipFile) -> Table:
    with warnings.catch_warnings():
        # About what it leaves out: styles, charts, checks of cells.
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not shown:
                raise UnreadableError(NO_TABLE)
            sheet = shown[0]
            sheet.reset_dimensions()  # what it says of itself may be wrong
            rows = _rows(sheet.iter_rows(values_only=True))
            raw = parts.read(sheet._worksheet_path)  # type: ignore[attr-defined]  # noqa: SLF001 - no other name
        finally:
            book.close()
    return Table(
        rows,
        formulas=len(_FORMULA.findall(raw)),
        merged=len(_MERGED.findall(raw)),
        more_sheets=len(shown) - 1,
        sheet=str(sheet.title)[:60],
    )


def _rows(values: Iterator[Any]) -> Any:
    collector = Collector()
    for number, cells in enumerate(values, start=1):
        if number > MOST_PASSED:
            raise UnreadableError(TOO_MANY_ROWS)
        collector.add(number, [_as_text(cell) for cell in cells])
    return collector.rows()


def _as_text(value: Any) -> str:
    """Write a value as somebody would type it; errors of formulas ("#REF!") are nothing."""
    text = _exact(value)
    return "" if text.startswith("#") and text.endswith(("!", "?", "A")) else text


def _exact(value: Any) -> str:
    match value:
        case None:
            text = ""
        case bool():
            text = "ja" if value else "nein"
        case float():
            text = str(int(value)) if value.is_integer() else str(value)
        case datetime():
            midnight = value.time() == time()
            text = value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
        case date():
            text = value.isoformat()
        case time():
            text = value.isoformat("minutes")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            text = f"{minutes // 60}:{minutes % 60:02}"
        case _:
            text = str(value)
    return text
