"""Appending to the audit log: inserts and selects, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from ateams.audit.chain import GENESIS, LINK_FIELDS, Link, link_digest
from ateams.audit.enums import Action
from ateams.audit.models import Cut, Entry

# "ateams-a" as a number: whoever appends on PostgreSQL holds this lock until the transaction ends.
_TURN = int.from_bytes(b"ateams-a")
_WORD = re.compile(r"[0-9a-z_.:-]{1,64}")


def record(
    *,
    action: str,
    subject: tuple[str, object],
    by: UUID | None,
    about: UUID | None = None,
    number: int | None = None,
) -> Entry:
    """Append one act to the chain. Call it as the last statement of the act's transaction.

    `action` is one of `Action`; `subject` is a (kind, id) pair; `by` the acting account's id, or
    None for a reporter; `about` the account that it concerns; `number` a count.
    Raises ValueError for an unlisted action and for a subject that is no id, and
    TransactionManagementError outside a transaction: an act and its entry stand or fall together.
    """
    return _append([(subject, about)], action=action, by=by, number=number)[0]


def record_many(
    *, action: str, subjects: Iterable[tuple[str, object]], by: UUID | None
) -> list[Entry]:
    """Append the same act on many things, one entry each, in as many queries as for one."""
    return _append([(subject, None) for subject in subjects], action=action, by=by)


def record_each(
    *,
    action: str,
    subject: tuple[str, object],
    by: UUID | None,
    about: Iterable[UUID | None],
    number: int | None = None,
) -> list[Entry]:
    """Append the same act once for each account concerned, as `record` does, at the cost of one.

    Nobody concerned: nothing is recorded.
    """
    return _append([(subject, account) for account in about], action=action, by=by, number=number)


def entry_digest(entry: Entry) -> bytes:
    """Return the digest that an entry must carry."""
    link = Link(*(getattr(entry, name) for name in LINK_FIELDS))
    return link_digest(bytes(entry.previous), link)


def wait_for_turn() -> None:
    """Let nobody else append until this transaction ends.

    On SQLite a transaction has written, and so locked the file, from its start. Should the lock
    ever fail, the unique constraints on place and previous digest still keep the chain one.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise TransactionManagementError("An act and its audit entry share a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def _append(
    acts: Sequence[tuple[tuple[str, object], UUID | None]],
    *,
    action: str,
    by: UUID | None,
    number: int | None = None,
) -> list[Entry]:
    """Append one entry for each (subject, account concerned), at the cost of one."""
    for subject, _account in acts:
        _check(action, subject)
    if not acts:
        return []
    wait_for_turn()
    last, previous = _end_of_chain()
    entries = []
    for position, ((kind, subject_id), account) in enumerate(acts, start=last + 1):
        entry = Entry(
            id=position,
            at=timezone.now(),
            actor=by,
            action=Action(action).value,
            subject_kind=kind,
            subject_id=str(subject_id),
            about=account,
            number=number,
            previous=previous,
        )
        entry.digest = previous = entry_digest(entry)
        entries.append(entry)
    return Entry.objects.bulk_create(entries)


def _end_of_chain() -> tuple[int, bytes]:
    newest = Entry.objects.order_by("-id").values_list("id", "digest").first()
    newest = newest or Cut.objects.order_by("-position").values_list("position", "digest").first()
    return (newest[0], bytes(newest[1])) if newest else (0, GENESIS)


def _check(action: str, subject: tuple[str, object]) -> None:
    """Refuse what is on no list: no sentence that somebody wrote can get into the log."""
    Action(action)
    if not all(_WORD.fullmatch(str(part)) for part in subject):
        raise ValueError("A subject is a kind and an id.")
