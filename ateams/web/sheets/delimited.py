"""CSV as programs really write it: three encodings, four delimiters."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from io import StringIO
from statistics import mode

from ateams.web.sheets.defusing import without_defusing
from ateams.web.sheets.table import NO_TABLE, Collector, Table, UnreadableError

_DELIMITERS = (";", ",", "\t", "|")
_LOOKED_AT = 30
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What Excel understands as "these are the columns of this file", in its first line.
_SAYS_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_delimited(content: bytes) -> Table:
    """Read CSV. Raises UnreadableError for what is no text and for more than a list may have."""
    text, encoding = _decoded(content)
    if _NO_TEXT.search(text):
        raise UnreadableError(NO_TABLE)
    skipped = 0
    if said := _SAYS_DELIMITER.match(text):
        text, skipped = text[said.end() :], 1
    delimiter = said[1] if said else _delimiter(text)
    collector, before = Collector(), skipped
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            collector.add(before + 1, [without_defusing(cell) for cell in cells])
            before = skipped + reader.line_num
    except csv.Error as error:
        raise UnreadableError(NO_TABLE) from error
    return Table(collector.rows(), encoding=encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; what is in none of three is no text."""
    for encoding, name in (*_marked(content), ("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    raise UnreadableError(NO_TABLE)


def _marked(content: bytes) -> list[tuple[str, str]]:
    """Return the encoding that a mark at the beginning, or every second byte, gives away."""
    if content.startswith(BOM_UTF8):
        return [("utf-8-sig", "UTF-8")]
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return [("utf-16", "UTF-16")]
    start = content[:2000]
    if start[1::2].count(0) > len(start) // 3:
        return [("utf-16-le", "UTF-16")]
    if start[::2].count(0) > len(start) // 3:
        return [("utf-16-be", "UTF-16")]
    return []


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first rows into the same number of columns."""

    def fit(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        widths = []
        try:
            for cells in reader:
                if any(cells):
                    widths.append(len(cells))
                if len(widths) == _LOOKED_AT:
                    break
        except csv.Error:
            return 0, 0
        usual = mode(widths) if widths else 0
        return (widths.count(usual), usual) if usual > 1 else (0, 0)

    best = max(_DELIMITERS, key=fit)
    return best if fit(best)[1] > 1 else ";"
