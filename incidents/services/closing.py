"""Saying what happened in codes, and closing a case: nothing is closed that is not classified."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from codelists.enums import CodeList
from incidents.classification import Classification
from incidents.classified import classified, placed
from incidents.enums import EntryKind, State
from incidents.models import Case
from incidents.services.changing import finish, lock_version
from incidents.services.entries import write_change
from incidents.services.facts import count_case, forget_row
from incidents.transitions import check_move
from vault.envelopes import OpenEnvelope


class NotClassified(Exception):  # noqa: N818 - says what happened
    """Something must be known first; `missing` names the lists. Nothing was stored."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@transaction.atomic
def classify(
    *, case: Case, classification: Classification, version: int, by: User, internal: OpenEnvelope
) -> Case:
    """Say what happened in a case, in codes sealed for the office; count it, or correct the count.

    Every classification is kept; the newest counts. Raises `NotClassified` if it does not say
    what kind of incident it was and on what ground, `StaleCase`, and ValueError for a foreign
    envelope.
    """
    locked = lock_version(case, version, by, internal=internal)
    if missing := classification.missing():
        raise NotClassified(missing)
    known = classified(locked, internal)
    if known and locked.state == State.CLOSED:  # a correction: the reason stays what it was
        reason = known.classification.one(CodeList.CLOSING_REASON)
        classification = classification.closed_for(reason)
    _classify(locked, classification, by, internal)
    return finish(locked, "case.classified", by)


@transaction.atomic
def close(
    *,
    case: Case,
    reason: str,
    version: int,
    by: User,
    internal: OpenEnvelope,
    note: str = "",
    classification: Classification | None = None,
) -> Case:
    """Close a case for a reason of the list `closing_reason`, sealed for the office with a note.

    `classification` is what is said at the same time; without it the newest one counts. For
    some reasons none is needed: `incidents.classification` says for which. Ends all dates.
    Raises `NotClassified`, `ForbiddenMove`, `StaleCase`, and ValueError for a foreign envelope.
    """
    locked = lock_version(case, version, by, internal=internal)
    check_move(locked.state, State.CLOSED)
    known = classified(locked, internal)
    said = classification or (known.classification if known else placed(locked))
    wanted = said.closed_for(reason) if reason else said
    if missing := wanted.missing_at_the_end(locked.type):
        raise NotClassified(missing)
    _classify(locked, wanted, by, internal)
    _end(locked, by, internal, {"closing_reason": reason} | ({"reason": note} if note else {}))
    return finish(locked, "case.closed", by)


def take_back_count(*, case: Case, internal: OpenEnvelope) -> None:
    """Take back what a closing has said and counted, of a locked case that nobody changed since.

    The classification that it wrote goes; the row is again what the one before says, or gone.
    """
    said = classified(case, internal)
    case.entries.filter(kind=EntryKind.CLASSIFIED).order_by("at", "id").reverse()[0].delete()
    before = classified(case, internal)
    row_id = before.row_id if before else None
    if said and said.row_id and said.row_id != row_id:
        forget_row(said.row_id)
    if before:
        _count(case, before.classification, row_id)


def _classify(case: Case, classification: Classification, by: User, internal: OpenEnvelope) -> None:
    known = classified(case, internal)
    row_id = _count(case, classification, known.row_id if known else None)
    payload = classification.payload() | {"counted_as": row_id.hex if row_id else ""}
    write_change(case, EntryKind.CLASSIFIED, payload, by=by, internal=internal)


def _count(case: Case, classification: Classification, row_id: UUID | None) -> UUID | None:
    """Write, correct or take back the row of a case; return its id, which nothing else holds."""
    if classification.counts:
        row_id = row_id or uuid4()
        count_case(case=case, classification=classification, row_id=row_id)
        return row_id
    if row_id:
        forget_row(row_id)
    return None


def _end(case: Case, by: User, internal: OpenEnvelope, reason: dict[str, str]) -> None:
    case.state, case.closed_at = State.CLOSED, timezone.now()
    case.next_date = case.reply_due_on = None
    case.unread_by_reporter = True
    write_change(case, EntryKind.MOVE, reason, by=by, internal=internal, state=State.CLOSED)
