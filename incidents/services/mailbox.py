"""What a reporter does with a receipt code."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.enums import OFFICE_ROLES, Role
from accounts.models import User
from ateams.audit.services import record
from incidents.enums import CONVERSATION_KINDS, EntryKind, State
from incidents.models import Case, Entry
from incidents.services.reports import reply_due
from vault.envelopes import OpenEnvelope
from vault.errors import NotGranted
from vault.models import Grant
from vault.receipts import normalise, stretch
from vault.services import (
    erase_envelopes,
    open_envelope_as_reporter,
    remove_readers,
)

# Takes the same time for a code that nobody ever got.
_NO_CASE = sha256(b"no case").digest()


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


def reopen_mailbox(case_id: UUID, secret_key: bytes) -> Mailbox | None:
    """Open the mailbox again with what the browser carries; nothing if the case is gone."""
    case = Case.objects.filter(pk=case_id).first()
    return _open(case, secret_key) if case else None


def conversation(mailbox: Mailbox) -> list[tuple[Entry, dict[str, Any]]]:
    """Return what was said in both directions, oldest first, with its opened payload."""
    entries = mailbox.case.entries.filter(kind__in=CONVERSATION_KINDS)
    return [
        (entry, mailbox.shared.open_json(entry.sealed, place=entry.place).payload)
        for entry in entries
        if entry.sealed
    ]


@transaction.atomic
def mark_read(*, mailbox: Mailbox) -> None:
    """Note that the reporter has seen the newest answer."""
    Case.objects.filter(pk=mailbox.case.pk, unread_by_reporter=True).update(
        unread_by_reporter=False
    )


@transaction.atomic
def write_message(*, mailbox: Mailbox, text: str) -> Case:
    """Add a message of the reporter. An answer is owed again; a closed case is reopened."""
    case = Case.objects.select_for_update().get(pk=mailbox.case.pk)
    entry = Entry(case=case, kind=EntryKind.FROM_REPORTER)
    entry.sealed = mailbox.shared.seal_text(text, place=entry.place)
    entry.save(force_insert=True)
    case.unread = True
    case.reply_due_on = case.reply_due_on or reply_due(timezone.localdate(), urgent=case.urgent)
    if case.state == State.CLOSED:
        Entry.objects.create(case=case, kind=EntryKind.MOVE, state=State.REOPENED)
        case.state, case.closed_at, case.next_date = State.REOPENED, None, case.reply_due_on
    case.version += 1
    case.save()
    return case


@transaction.atomic
def narrow_readers(*, mailbox: Mailbox, drop_members: bool, drop_coordinator: bool) -> Case:
    """Take a group of the team out of the readers, for good."""
    case = Case.objects.select_for_update().get(pk=mailbox.case.pk)
    case.with_members = case.with_members and not drop_members
    case.with_coordinator = case.with_coordinator and not drop_coordinator
    kept = set(OFFICE_ROLES)
    kept |= {Role.MEMBER} if case.with_members else set()
    kept |= {Role.COORDINATOR} if case.with_coordinator else set()
    # Whoever is not kept loses the grant, whatever has become of them since the report.
    gone = Grant.objects.filter(envelope=case.shared_envelope_id, key_pair__isnull=False).exclude(
        key_pair__in=User.objects.filter(role__in=kept, key_pair__isnull=False).values("key_pair")
    )
    remove_readers(
        envelope_id=case.shared_envelope_id,
        key_pair_ids=list(gone.values_list("key_pair_id", flat=True)),
    )
    if not (case.with_members or case.with_coordinator):
        case.team = None
    case.version += 1
    case.save()
    Entry.objects.create(case=case, kind=EntryKind.NARROWED)
    record(action="case.narrowed", subject=("case", case.id), by=None)
    return case


@transaction.atomic
def withdraw(*, mailbox: Mailbox) -> None:
    """Erase the case: the grants first, without which nothing can be read, then every row.

    Of two clicks at the same moment the second one finds nothing more to do.
    """
    case = Case.objects.select_for_update().filter(pk=mailbox.case.pk).first()
    if case is None:
        return
    case_id, envelopes = case.id, [case.shared_envelope_id, case.internal_envelope_id]
    Grant.objects.filter(envelope__in=envelopes).delete()
    case.delete()
    erase_envelopes(envelope_ids=envelopes)
    record(action="case.withdrawn", subject=("case", case_id), by=None)


def _open(case: Case, secret_key: bytes) -> Mailbox | None:
    try:
        shared = open_envelope_as_reporter(
            envelope_id=case.shared_envelope_id, secret_key=secret_key
        )
    except NotGranted:
        return None
    return Mailbox(case, secret_key, shared)
