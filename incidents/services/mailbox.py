"""What a reporter does with a receipt code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from incidents.attachments import DamagedFile, OpenedFile, open_attachment
from incidents.enums import CONVERSATION_KINDS, EntryKind
from incidents.legible import legible
from incidents.models import Case, Entry
from incidents.models.entry import entry_id
from incidents.services.audience import narrow
from incidents.services.clocks import owe_reply
from incidents.services.erasure import Reason, erase_case
from incidents.services.files import attach, record_file_opening
from incidents.uploads import Upload
from vault.envelopes import OpenEnvelope
from vault.errors import NotGranted
from vault.receipts import normalise, stretch
from vault.services import open_envelope_as_reporter

# Takes the same time for a code that nobody ever got.
_NO_CASE = sha256(b"no case").digest()
# More than anybody types; whoever reaches it waits, and keeps the text.
MESSAGES_PER_HOUR = 50


class TooManyMessages(Exception):  # noqa: N818 - says what happened
    """As many messages as one hour takes have come already. Nothing was stored."""


@dataclass(frozen=True)
class Mailbox:
    """An opened mailbox: the case and its shared envelope."""

    case: Case
    secret_key: bytes = field(repr=False)
    shared: OpenEnvelope


def find_mailbox(typed: str) -> Mailbox | None:
    """Open the mailbox of a typed receipt code; nothing if there is none. Always stretches."""
    code = normalise(typed)
    receipt = stretch(code or "0" * 20)
    lookup = receipt.lookup_hash if code else _NO_CASE
    case = Case.objects.filter(receipt=lookup).first()
    return _open(case, receipt.secret_key) if case else None


def reopen_mailbox(case_id: UUID, secret_key: bytes, opening: UUID) -> Mailbox | None:
    """Open the mailbox again with what the browser carries; nothing if it was closed since."""
    case = Case.objects.filter(pk=case_id, mailbox_opening=opening).first()
    return _open(case, secret_key) if case else None


@transaction.atomic
def close_mailbox(*, case_id: UUID, opening: UUID, wait: bool = True) -> None:
    """End what this browser carries and every copy of it; only the code opens the mailbox again.

    The value is drawn, not counted: it does not tell how often somebody was here. Without `wait`,
    a case that somebody works on at this moment is left as it is.
    """
    opened = Case.objects.filter(pk=case_id, mailbox_opening=opening)
    if not wait:
        free = opened.select_for_update(skip_locked=True).values_list("pk", flat=True)
        opened = Case.objects.filter(pk__in=list(free))
    opened.update(mailbox_opening=uuid4())


def conversation(mailbox: Mailbox) -> list[tuple[Entry, dict[str, Any] | None]]:
    """Return what was said in both directions, oldest first, opened; nothing if it is damaged."""
    entries = mailbox.case.entries.filter(kind__in=CONVERSATION_KINDS)
    return [
        (entry, legible(entry.sealed, mailbox.shared, entry.place))
        for entry in entries
        if entry.sealed
    ]


def files(mailbox: Mailbox) -> list[OpenedFile | DamagedFile]:
    """Return the files that the reporter may open, those of staff included."""
    shared = mailbox.case.attachments.filter(internal=False)
    return [open_attachment(attachment, mailbox.shared) for attachment in shared]


def open_file(mailbox: Mailbox, file_id: UUID) -> OpenedFile | None:
    """Open one of these files, which is recorded; nothing if there is none, or it is damaged."""
    attachment = mailbox.case.attachments.filter(internal=False, pk=file_id).first()
    if attachment is None:
        return None
    record_file_opening(attachment=attachment, by=None)
    opened = open_attachment(attachment, mailbox.shared)
    return opened if isinstance(opened, OpenedFile) else None


@transaction.atomic
def mark_read(*, mailbox: Mailbox) -> None:
    """Note that the reporter has seen the newest answer."""
    Case.objects.filter(pk=mailbox.case.pk, unread_by_reporter=True).update(
        unread_by_reporter=False
    )


@transaction.atomic
def write_message(
    *, mailbox: Mailbox, text: str, once: UUID, uploads: Sequence[Upload] = ()
) -> Case:
    """Add a message of the reporter. An answer is owed again; a closed case is reopened.

    `once` was drawn with the form: the same form sent twice is one message. Raises `CaseFull` and
    `TooManyMessages`.
    """
    case = Case.objects.select_for_update().get(pk=mailbox.case.pk)
    if Entry.objects.made_by(case.pk, once).exists():
        return case
    hour_ago = timezone.now() - timedelta(hours=1)
    written = case.entries.filter(kind=EntryKind.FROM_REPORTER, at__gt=hour_ago)
    if written.count() >= MESSAGES_PER_HOUR:
        raise TooManyMessages
    entry = Entry(id=entry_id(case.pk, once), case=case, kind=EntryKind.FROM_REPORTER)
    entry.sealed = mailbox.shared.seal_text(text, place=entry.place)
    entry.save(force_insert=True)
    attach(case=case, entry=entry, uploads=uploads, envelope=mailbox.shared)
    owe_reply(case)
    case.save()
    return case


@transaction.atomic
def narrow_readers(*, mailbox: Mailbox, drop_members: bool, drop_coordinator: bool) -> Case:
    """Take a group of the team out of the readers, for good."""
    case = Case.objects.select_for_update().get(pk=mailbox.case.pk)
    narrow(case, members=not drop_members, coordinator=not drop_coordinator)
    case.save()
    return case


@transaction.atomic
def withdraw(*, mailbox: Mailbox) -> None:
    """Erase the case at once. Of two clicks at the same moment the second finds nothing to do."""
    erase_case(case_id=mailbox.case.pk, reason=Reason.WITHDRAWN)


def _open(case: Case, secret_key: bytes) -> Mailbox | None:
    try:
        shared = open_envelope_as_reporter(
            envelope_id=case.shared_envelope_id, secret_key=secret_key
        )
    except NotGranted:
        return None
    return Mailbox(case, secret_key, shared)
