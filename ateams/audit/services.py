"""Appending to the audit log."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ateams.audit.models import ChainHead, Entry


def record(*, action: str, subject: tuple[str, object], by: UUID | None) -> Entry:
    """Append one act to the chain. Call it as the last statement of the act's transaction.

    `subject` is a (kind, id) pair; `by` the acting account's id, or None for a reporter.
    Raises TransactionManagementError outside a transaction: an act and its entry stand or fall
    together.
    """
    ChainHead.objects.get_or_create(pk=1)
    head = ChainHead.objects.select_for_update().get(pk=1)
    previous = bytes(head.newest)
    at = timezone.now()
    kind, subject_id = subject
    digest = entry_digest(previous, at, by, action, kind, str(subject_id))
    entry = Entry.objects.create(
        at=at,
        actor=by,
        action=action,
        subject_kind=kind,
        subject_id=str(subject_id),
        previous=previous,
        digest=digest,
    )
    head.newest = digest
    head.save(update_fields=["newest"])
    return entry


def entry_digest(
    previous: bytes, at: datetime, actor: UUID | None, action: str, kind: str, subject_id: str
) -> bytes:
    """Return the SHA-256 over the previous hash and every field of an entry."""
    fields = [at.isoformat(), str(actor or ""), action, kind, subject_id]
    return hashlib.sha256(previous + json.dumps(fields).encode()).digest()
