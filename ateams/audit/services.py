"""Appending to the audit log."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from uuid import UUID

from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from ateams.audit.models import ChainHead, Entry


def record(*, action: str, subject: tuple[str, object], by: UUID | None) -> Entry:
    """Append one act to the chain. Call it as the last statement of the act's transaction.

    `subject` is a (kind, id) pair; `by` the acting account's id, or None for a reporter.
    Raises TransactionManagementError outside a transaction: an act and its entry stand or fall
    together.
    """
    (entry,) = record_many(action=action, subjects=[subject], by=by)
    return entry


def record_many(
    *, action: str, subjects: Iterable[tuple[str, object]], by: UUID | None
) -> list[Entry]:
    """Append the same act on many things, one entry each, in as many queries as for one."""
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("An act and its audit entry share a transaction.")
    ChainHead.objects.get_or_create(pk=1)
    head = ChainHead.objects.select_for_update().get(pk=1)
    at, entries = timezone.now(), []
    for kind, subject_id in subjects:
        entry = Entry(
            at=at,
            actor=by,
            action=action,
            subject_kind=kind,
            subject_id=str(subject_id),
            previous=bytes(head.newest),
        )
        entry.digest = head.newest = entry_digest(entry)
        entries.append(entry)
    Entry.objects.bulk_create(entries)
    head.save(update_fields=["newest"])
    return entries


def entry_digest(entry: Entry) -> bytes:
    """Return the SHA-256 over the previous hash and every other field of an entry."""
    fields = [
        entry.at.astimezone(UTC).isoformat(),
        str(entry.actor or ""),
        entry.action,
        entry.subject_kind,
        entry.subject_id,
    ]
    return hashlib.sha256(bytes(entry.previous) + json.dumps(fields).encode()).digest()
