"""Files of a case: stored with an entry, opened, and erased with the case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from ateams.audit.enums import Action
from ateams.audit.models import Entry as AuditEntry
from ateams.audit.services import record
from incidents.attachments import seal_into
from incidents.models import Attachment, Case, Entry
from incidents.uploads import Upload
from vault.envelopes import OpenEnvelope
from vault.files import chunks_of, delete_chunks

MOST_PER_CASE = 200
# One playing of a recording asks for many parts of it; that is one opening.
ONE_OPENING = timedelta(minutes=30)


class CaseFull(Exception):  # noqa: N818 - says what happened
    """The case has as many files as it can have. Nothing was stored."""


def attach(*, case: Case, entry: Entry, uploads: Iterable[Upload], envelope: OpenEnvelope) -> None:
    """Keep uploads with an entry of a locked case, sealed in the entry's envelope.

    Raises `CaseFull`; runs in the transaction that writes the entry.
    """
    internal = envelope.id == case.internal_envelope_id
    known = case.attachments.filter(internal=internal).aggregate(newest=Max("number"))
    for number, upload in enumerate(uploads, start=(known["newest"] or 0) + 1):
        assert upload.sealed
        assert upload.type
        if number > MOST_PER_CASE:
            raise CaseFull
        attachment = Attachment(
            id=upload.sealed.id,
            case=case,
            entry=entry,
            internal=internal,
            number=number,
            chunks=chunks_of(upload.sealed.size),
        )
        seal_into(
            attachment,
            envelope,
            content=upload.sealed,
            file_type=upload.type,
            name=upload.name or "",
        )
        attachment.save(force_insert=True)


@transaction.atomic
def record_file_opening(*, attachment: Attachment, by: User | None) -> None:
    """Write down that somebody opened a file; asking for its parts one by one is one opening."""
    # Reporters are shown the openings of their case; of the office's own files they know nothing.
    subject = ("file", attachment.id) if attachment.internal else ("case", attachment.case_id)
    actor = by.id if by else None
    lately = AuditEntry.objects.concerning(*subject).filter(
        action=Action.CASE_FILE_OPENED,
        actor=actor,
        number=attachment.number,
        at__gt=timezone.now() - ONE_OPENING,
    )
    if not lately.exists():
        record(action=Action.CASE_FILE_OPENED, subject=subject, by=actor, number=attachment.number)


def forget_files(*, case_ids: Iterable[UUID]) -> None:
    """Remove the rows of all files of these cases, and their bytes once that is certain."""
    files = Attachment.objects.filter(case__in=list(case_ids))
    stored = list(files.values_list("id", "chunks"))
    files.delete()
    transaction.on_commit(lambda: _delete(stored), robust=True)


def _delete(stored: list[tuple[UUID, int]]) -> None:
    for file_id, chunks in stored:
        delete_chunks(file_id, chunks)
