"""What a reporter says in the mailbox with one tap: it has got worse, somebody shall interpret."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from ateams.audit.services import record
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.models.entry import entry_id
from incidents.services.clocks import owe_reply
from incidents.services.mailbox import Mailbox, check_hour

WISH_SCHEMA = 1


@transaction.atomic
def tell_worse(*, mailbox: Mailbox, text: str, once: UUID) -> Case:
    """Make the case urgent: an answer is owed by the day of urgent ones, a closed case reopens.

    The same form sent twice counts once. Raises `TooManyMessages`.
    """
    case, is_new = _tell(mailbox, EntryKind.WORSE, {"text": text}, once)
    if is_new:
        case.urgent = True
        owe_reply(case)
        case.save()
        record(action="case.worse", subject=("case", case.id), by=None)
    return case


@transaction.atomic
def ask_interpreter(*, mailbox: Mailbox, language: str, once: UUID) -> Case:
    """Ask for somebody who interprets, or with an empty language for nobody any more.

    The newest wish counts; the language is sealed. Raises `TooManyMessages`.
    """
    case, is_new = _tell(mailbox, EntryKind.INTERPRETER, {"language": language}, once)
    if is_new and language:
        owe_reply(case)
    elif is_new:
        case.unread = True
        case.version += 1
    case.save()
    return case


def _tell(
    mailbox: Mailbox, kind: EntryKind, payload: dict[str, Any], once: UUID
) -> tuple[Case, bool]:
    """Add an entry to the locked case; false if this form has done so before."""
    case = Case.objects.select_for_update().get(pk=mailbox.case.pk)
    if Entry.objects.made_by(case.pk, once).exists():
        return case, False
    check_hour(case)
    entry = Entry(id=entry_id(case.pk, once), case=case, kind=kind)
    entry.sealed = mailbox.shared.seal_json(payload, schema=WISH_SCHEMA, place=entry.place)
    entry.save(force_insert=True)
    return case, True
