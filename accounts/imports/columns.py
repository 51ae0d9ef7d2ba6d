"""Which row names the columns, and which column is which field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from accounts.imports.kinds import Field
from ateams.web.folding import same
from ateams.web.sheets.table import Row

# Lists often begin with a title and a line about it.
_HEADER_AMONG = 10
_SIGNS = re.compile(r"[^\w]+")


def header_index(rows: Sequence[Row], fields: Sequence[Field]) -> int:
    """Return where the row of headings is: that with the most headings we know, or the first."""
    hits = [len(guess(row.cells, fields)) for row in rows[:_HEADER_AMONG]]
    return hits.index(max(hits)) if hits else 0


def guess(header: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """Return the column of every field that a heading names; each column is used once."""
    known = {_key(name): field.key for field in fields for name in _names_of(field)}
    found: dict[str, int] = {}
    for column, heading in enumerate(header):
        key = known.get(_key(heading))
        if key and key not in found:
            found[key] = column
    return found


def values(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    """Return what stands in a row, by field; short rows are empty at their end."""
    return {key: row.cells[column] for key, column in columns.items() if column < len(row.cells)}


def _names_of(field: Field) -> list[str]:
    return [field.key, str(field.label), *field.names]


def _key(heading: str) -> str:
    return _SIGNS.sub(" ", same(heading)).strip()
