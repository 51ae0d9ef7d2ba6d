"""The list of what was erased, outside the database.

A restored backup brings back what was erased since, and has lost the orders that say so. So each
order also stands in a file: a line with day and random id, a file per month, which is removed as a
whole. Operators copy the folder to where the backups are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.conf import settings


def folder() -> Path:
    """Return where the lists are."""
    return Path(settings.DATA_DIR) / "erasure-orders"


def append(case_ids: Iterable[UUID], *, day: date) -> None:
    """Write the ids down; when this returns they are on the disk. Doubled lines do no harm."""
    lines = "".join(f"{day.isoformat()} {case_id}\n" for case_id in case_ids)
    if not lines:
        return
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder() / f"{day:%Y-%m}.log"
    # One write at the end of the file: lines of several processes do not mix.
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, lines.encode())
        os.fsync(file)
    finally:
        os.close(file)


def listed(where: Path | None = None) -> Iterator[UUID]:
    """Yield the ids of all lists in a folder, ours by default; a line cut short is left out."""
    for path in sorted((where or folder()).glob("????-??.log")):
        for line in path.read_text(errors="replace").splitlines():
            with suppress(ValueError):
                yield UUID(line.partition(" ")[2])


def remove_before(day: date) -> int:
    """Remove the lists that ended before the day; return how many."""
    removed = 0
    for path in sorted(folder().glob("????-??.log")):
        with suppress(ValueError):
            first = date.fromisoformat(f"{path.stem}-01")
            if first + relativedelta(months=1) - timedelta(days=1) < day:
                path.unlink()
                removed += 1
    return removed
