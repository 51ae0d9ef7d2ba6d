"""The rows of an import while it lasts: sealed under a key of the server, gone when it is over.

Whoever has a copy of the database alone reads none of them. The server can, at any moment before
the import is over: the worker that carries it out has nobody's passphrase.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.imports.columns import guess, header_index, values
from accounts.imports.kinds import ImportKind, Line
from accounts.models import ImportRun
from ateams.web.sheets.table import Row, Table
from vault.crypto import seal, unseal
from vault.errors import Unopenable


@dataclass(frozen=True, slots=True)
class Content:
    """Headings, rows, how they were read, and which column is which field."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: Mapping[str, int]
    read: Mapping[str, Any]

    def lines(self) -> list[Line]:
        """Return the rows by field."""
        return [Line(row.number, values(row, self.columns)) for row in self.rows]

    def with_columns(self, columns: Mapping[str, int]) -> Content:
        """Return the same with other columns."""
        return replace(self, columns=columns)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max(len(self.header), *(len(row.cells) for row in self.rows), 1)


def content_of(table: Table, kind: ImportKind) -> Content:
    """Find the headings in a table and guess which column is which field."""
    at = header_index(table.rows, kind.fields)
    header = table.rows[at].cells
    read = {
        "encoding": table.encoding,
        "formulas": table.formulas,
        "merged": table.merged,
        "more_sheets": table.more_sheets,
        "sheet": table.sheet,
    }
    return Content(header, table.rows[at + 1 :], guess(header, kind.fields), read)


def keep(run: ImportRun, content: Content) -> None:
    """Seal the rows into the import; saving it is the caller's."""
    payload = json.dumps(asdict(content)).encode()
    run.sealed = seal(zlib.compress(payload), key=_key(settings.SECRET_KEY), place=run.place)


def open_rows(run: ImportRun) -> Content | None:
    """Open the rows; nothing if they are gone or were sealed under a key that is gone."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        with suppress(Unopenable):
            payload = json.loads(
                zlib.decompress(unseal(run.sealed, key=_key(secret), place=run.place))
            )
            return Content(
                header=tuple(payload["header"]),
                rows=tuple(Row(row["number"], tuple(row["cells"])) for row in payload["rows"]),
                columns=payload["columns"],
                read=payload["read"],
            )
    return None


def _key(secret: str | bytes) -> bytes:
    return salted_hmac("accounts.imports", "rows", secret=secret, algorithm="sha256").digest()
