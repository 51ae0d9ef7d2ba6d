"""Reading a list, whatever its file is called: what is in it decides."""

from __future__ import annotations

from ateams.web.sheets.delimited import read_delimited
from ateams.web.sheets.table import EMPTY, NO_TABLE, OLD_OR_LOCKED, Table, UnreadableError
from ateams.web.sheets.workbook import read_workbook

_ZIP = b"PK"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
# Files that are taken for lists when somebody gave them another ending.
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<!DOCTYPE", b"<html")


def read_table(content: bytes) -> Table:
    """Read CSV or XLSX as rows of text. Raises UnreadableError, which says what to do."""
    start = content[:16].lstrip()
    if not content.strip():
        raise UnreadableError(EMPTY)
    if start.startswith(_ZIP):
        return read_workbook(content)
    if start.startswith(_OLD_OFFICE):
        raise UnreadableError(OLD_OR_LOCKED)
    if start.startswith(_NO_TABLES):
        raise UnreadableError(NO_TABLE)
    return read_delimited(content)
