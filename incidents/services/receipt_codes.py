"""A new receipt code for somebody who has lost theirs, or never had one."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from accounts.access import Right, has_right
from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind
from incidents.models import Case, WithdrawnReceipt
from incidents.services.consents import NotEntitled
from incidents.services.entries import write_change
from vault.envelopes import OpenEnvelope
from vault.receipts import stretch
from vault.services import lock_envelopes, replace_reporter


@transaction.atomic
def issue_code(
    *, case: Case, code: str, assured: str, by: User, shared: OpenEnvelope, internal: OpenEnvelope
) -> Case:
    """Let the reporter come back with `code`, and with the former one no more.

    `assured` says how it was made sure that it is the person; it is sealed for the office. Open
    mailboxes end at once, a form lying open somewhere brings nothing back, and no mail goes to an
    address that was left with the former code. Everybody else reads as before. The same code
    again changes nothing. Raises `NotEntitled`.
    """
    if not has_right(by, Right.WORK_ON_CASES):
        raise NotEntitled
    receipt = stretch(code)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if bytes(locked.receipt) == receipt.lookup_hash:
        return locked
    lock_envelopes([shared.id])
    replace_reporter(envelope=shared, public_key=receipt.public_key)
    WithdrawnReceipt.objects.create(receipt=locked.receipt, replaced=True)
    locked.receipt, locked.mailbox_opening = receipt.lookup_hash, uuid4()
    locked.code_given = True
    locked.sealed_news_address = None  # whoever had the former code may have left it
    locked.version += 1
    locked.save()
    write_change(locked, EntryKind.NEW_CODE, {"reason": assured}, by=by, internal=internal)
    record(action="case.code_issued", subject=("case", locked.id), by=by.id)
    return locked
