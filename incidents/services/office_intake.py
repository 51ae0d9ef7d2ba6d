"""How a case comes in by the office: somebody called, came, or wrote."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from incidents.enums import Channel, EntryKind, State
from incidents.models import Case
from incidents.readers import ReaderChoice, ReaderList
from incidents.services.reports import Answers, Sending, receive_report
from incidents.services.work import acknowledge

# Whoever spoke with somebody has had a first answer.
SPOKEN = frozenset({Channel.PHONE, Channel.IN_PERSON})


@transaction.atomic
def take_in(
    *, answers: Answers, readers: ReaderList, sending: Sending, card: bool, by: User
) -> Case:
    """Store what somebody told the office, with their agreement, for the office alone.

    Needs no unlocked key: sealing takes public keys alone. Whoever takes it in is responsible if
    they can read it. A talk was the first answer, so that the case comes up again on the day by
    which one would have been due; a letter still waits for one. `card` says whether the person
    gets the receipt code. The same form sent twice is one case. Raises like `receive_report`.
    """
    case = receive_report(answers=answers, choice=ReaderChoice(), readers=readers, sending=sending)
    written = case.entries.filter(kind=EntryKind.REPORT, author=None)
    if written.update(author=by, author_role=by.role):
        case = _settle(case, by, readable=by.pk in {reader.pk for reader in readers.office})
        record(action="case.taken_in", subject=("case", case.id), by=by.id)
    if not case.entries.filter(kind=EntryKind.NEW_CODE).exists():
        Case.objects.filter(pk=case.pk).update(code_given=card)
    return case


def _settle(case: Case, by: User, *, readable: bool) -> Case:
    if case.state == State.NEW and readable:
        case = acknowledge(case=case, version=case.version, by=by)
    case.unread = case.responsible_id != by.pk
    if case.channel in SPOKEN:
        case.first_reply_at = case.first_reply_at or timezone.now()
        case.reply_due_on = None
    case.unread_by_reporter = False
    case.save()
    return case
