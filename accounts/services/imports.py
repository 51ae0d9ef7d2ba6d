"""Taking a list over: kept sealed while it is looked through, then written in one transaction."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import translation

from accounts.enums import ImportState
from accounts.errors import RefusedError
from accounts.imports.kinds import Checked, Fate, ImportKind, kind_of, to_write
from accounts.imports.rows import Content, content_of, keep, open_rows
from accounts.models import ImportRun, User
from ateams.audit.services import record
from ateams.web.sheets.table import Table

logger = logging.getLogger(__name__)
_TOLD_EVERY = 100


class ChangedError(RefusedError):
    """Somebody else changed something after the list was looked through."""


@transaction.atomic
def start_import(*, kind: ImportKind, table: Table, by: User) -> ImportRun:
    """Keep the rows of a list until it is taken over or thrown away; an earlier draft goes."""
    ImportRun.objects.filter(person=by, state=ImportState.DRAFT).delete()
    content = content_of(table, kind)
    run = ImportRun(kind=kind.key, person=by, total=len(content.rows))
    keep(run, content)
    run.save(force_insert=True)
    return run


@transaction.atomic
def choose_columns(*, run: ImportRun, columns: Mapping[str, int]) -> None:
    """Say which column is which field. Changes nothing once the import has begun."""
    current = ImportRun.objects.select_for_update().get(pk=run.pk)
    content = open_rows(current)
    if current.state == ImportState.DRAFT and content:
        keep(current, content.with_columns(columns))
        current.save(update_fields=["sealed"])


def confirm_import(*, run: ImportRun, skip_errors: bool) -> bool:
    """Let the worker carry it out. Of two clicks the second one changes nothing."""
    drafts = ImportRun.objects.filter(pk=run.pk, state=ImportState.DRAFT)
    return bool(drafts.update(state=ImportState.WAITING, skips_errors=skip_errors))


def discard_import(*, run: ImportRun) -> None:
    """Throw a draft away, and with it all of its rows."""
    ImportRun.objects.filter(pk=run.pk, state=ImportState.DRAFT).delete()


def carry_out(*, run_id: UUID) -> bool:
    """Carry out an import that waits; return whether there was one.

    All of it is written in one transaction, or nothing. Killed at any moment, it still waits, and
    the next run does it. Afterwards the rows are gone, whether it went well or not.
    """
    waiting = ImportRun.objects.filter(pk=run_id, state=ImportState.WAITING)
    run = waiting.select_related("person").first()
    if run is None:
        return False
    kind, content = kind_of(run.kind), open_rows(run)
    if kind is None or content is None or not kind.may(run.person):
        _fail(run, "gone")
        return True
    try:
        with translation.override(run.person.language):
            rows = _check_all(run, kind, content)
            _write_all(run, kind, rows)
    except (ChangedError, IntegrityError, RefusedError, ValidationError):
        _fail(run, "changed")
    except OperationalError:
        raise  # the sweep tries again
    except Exception as error:  # noqa: BLE001 - whatever it was, somebody waits for an answer
        logger.error("Import %s failed: %s", run.pk, type(error).__name__)  # noqa: TRY400 - the text may name people
        _fail(run, "broken")
    return True


def _check_all(run: ImportRun, kind: ImportKind, content: Content) -> list[Checked]:
    """Look through all rows, and tell how far that has come."""
    rows = []
    for number, row in enumerate(kind.check(content.lines(), run.person), start=1):
        rows.append(row)
        if number % _TOLD_EVERY == 0:
            ImportRun.objects.filter(pk=run.pk).update(checked=number)
    ImportRun.objects.filter(pk=run.pk).update(checked=len(rows))
    return rows


@transaction.atomic
def _write_all(run: ImportRun, kind: ImportKind, rows: list[Checked]) -> None:
    locked = ImportRun.objects.select_for_update().filter(pk=run.pk, state=ImportState.WAITING)
    current = locked.first()
    if current is None:  # another worker was quicker
        return
    fates = Counter(row.fate for row in rows)
    if fates[Fate.ERROR] and not current.skips_errors:
        raise ChangedError
    kind.write(to_write(rows), run.person)
    current.state, current.sealed, current.checked = ImportState.DONE, b"", len(rows)
    current.added, current.completed = fates[Fate.NEW], fates[Fate.COMPLETED]
    current.known, current.left_out = fates[Fate.KNOWN], fates[Fate.ERROR]
    current.save()
    number = fates[Fate.NEW] + fates[Fate.COMPLETED]
    record(action="list.imported", subject=("list", kind.key), by=run.person_id, number=number)


def _fail(run: ImportRun, trouble: str) -> None:
    ImportRun.objects.filter(pk=run.pk, state=ImportState.WAITING).update(
        state=ImportState.FAILED, sealed=b"", trouble=trouble
    )
