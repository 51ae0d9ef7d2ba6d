"""Appending to the audit log: inserts and selects, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    (entry,) = record_each(action=action, subject=subject, by=by, about=[about], number=number)
    return entry


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
    _check(action, subject)
    accounts = list(about)
    if not accounts:
        return []
    wait_for_turn()
    position, previous = _end_of_chain()
    entries = []
    for position, account in enumerate(accounts, start=position + 1):  # noqa: B020 - goes on from there
        entry = Entry(
            id=position,
            at=timezone.now(),
            actor=by,
            action=Action(action).value,
            subject_kind=subject[0],
            subject_id=str(subject[1]),
            about=account,
            number=number,
            previous=previous,
        )
        entry.digest = previous = entry_digest(entry)
        entries.append(entry)
    return Entry.objects.bulk_create(entries)


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


def _end_of_chain() -> tuple[int, bytes]:
    newest = Entry.objects.order_by("-id").values_list("id", "digest").first()
    newest = newest or Cut.objects.order_by("-position").values_list("position", "digest").first()
    return (newest[0], bytes(newest[1])) if newest else (0, GENESIS)


def _check(action: str, subject: tuple[str, object]) -> None:
    """Refuse what is on no list: no sentence that somebody wrote can get into the log."""
    Action(action)
    if not all(_WORD.fullmatch(str(part)) for part in subject):
        raise ValueError("A subject is a kind and an id.")
