"""Taking back mails that have not left when nobody is to be reminded of anything in them any more.

A mail may wait in the outbox for hours: for the morning, after a "later" of the mail server, or
while that is away. What it tells is therefore derived again immediately before it leaves, and
whenever reminders are planned.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.selectors import recipient
from ateams.due import DueItem
from ateams.outbox import recalls
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import take_back
from followups.digests import UNTOUCHED_FOR, write_anew
from followups.enums import ReminderState
from followups.mails import DIGEST
from followups.models import Reminder, Rule, rules_by_kind
from followups.sources import derive_among
from followups.stages import Call, calls

logger = logging.getLogger(__name__)

_SLICE = 500


def register_recall() -> None:
    """Be asked before mails leave."""
    recalls.register(recall)


def call_of(reminder: Reminder, item: DueItem, rules: Collection[Rule], today: date) -> Call | None:
    """Return the call if this person is still to be reminded of the item at this stage."""
    wanted = (reminder.stage, reminder.recipient_key)
    return next(
        (call for call in calls(item, rules, today) if (call.stage, call.recipient.key) == wanted),
        None,
    )


def recall(mail_ids: Collection[UUID], *, on: date | None = None) -> set[UUID]:
    """Take back those waiting mails of which no reminder holds any more; return which.

    A mail that tells of several things leaves as long as one of them waits. Reminders of a mail
    that was taken back are dropped: if they hold again, planning takes them up again.
    """
    told, today = _reminders_of(mail_ids), on or timezone.localdate()
    checked = _still_called([reminders[0] for reminders in told.values()], today)
    doubtful = {mail: rows for mail, rows in told.items() if rows[0].pk not in checked}
    checked |= _still_called([row for rows in doubtful.values() for row in rows[1:]], today)
    over = [mail for mail, rows in doubtful.items() if checked.isdisjoint(row.pk for row in rows)]
    return {mail for mail in over if _take_back(mail, told[mail])}


def recall_waiting(today: date) -> int:
    """Take back everything in the outbox that nobody waits for; return how many mails."""
    reminders = Reminder.objects.filter(mail__state=MailState.QUEUED, mail__firm=False)
    waiting: list[UUID] = list(
        reminders.order_by("mail").values_list("mail__pk", flat=True).distinct()
    )
    slices = (waiting[start : start + _SLICE] for start in range(0, len(waiting), _SLICE))
    return sum(len(recall(part, on=today)) for part in slices)


def renew_digests(now: datetime) -> int:
    """Let mails that still collect name only what is still due; return how many were written anew.

    A mail of which nothing is left is no digest any more: `recall` takes it back.
    """
    renewed = 0
    for mail in Mail.objects.filter(kind=DIGEST).collecting(now + UNTOUCHED_FOR):
        rows = list(mail.reminders.all())
        held = _still_called(rows, timezone.localdate(now))
        over = [row for row in rows if row.pk not in held]
        if held and over:
            renewed += _take_out(mail, over, now)
    return renewed


@transaction.atomic
def _take_out(mail: Mail, over: Collection[Reminder], now: datetime) -> bool:
    to = recipient(User.objects.get(pk=UUID(mail.recipient_key.partition(":")[2])))
    gone = Reminder.objects.filter(pk__in=[row.pk for row in over], mail=mail)
    gone.update(state=ReminderState.DROPPED, mail=None)
    return write_anew(mail=mail, to=to, at=now)


def _reminders_of(mail_ids: Collection[UUID]) -> dict[UUID, list[Reminder]]:
    """Return the reminders of each mail, the newest first; of others and of firm ones none."""
    told: dict[UUID, list[Reminder]] = {}
    for reminder in Reminder.objects.filter(mail__in=mail_ids, mail__firm=False).order_by("-pk"):
        assert reminder.mail_id
        told.setdefault(reminder.mail_id, []).append(reminder)
    return told


def _still_called(reminders: Iterable[Reminder], today: date) -> set[int]:
    """Return those reminders that hold, by id.

    A kind that cannot be derived counts as if it held: it did when its mail was written, and
    better somebody hears of something that is done than of nothing.
    """
    by_kind: dict[str, list[Reminder]] = {}
    for reminder in reminders:
        by_kind.setdefault(reminder.kind, []).append(reminder)
    rules = rules_by_kind() if by_kind else {}
    held: set[int] = set()
    for kind, rows in by_kind.items():
        try:
            held |= _held(rows, rules.get(kind, []), today)
        except Exception as error:  # noqa: BLE001  one broken kind must not hold up all mails
            logger.error("Kind %s could not be checked: %s", kind, type(error).__name__)  # noqa: TRY400  the text may name people
            held |= {row.pk for row in rows}
    return held


def _held(reminders: Sequence[Reminder], rules: Collection[Rule], today: date) -> set[int]:
    if not rules:
        return set()
    wanted = {(row.object_id, row.due_on) for row in reminders}
    items = derive_among(reminders[0].kind, wanted)
    return {
        row.pk
        for row in reminders
        if (item := items.get((row.object_id, row.due_on))) and call_of(row, item, rules, today)
    }


@transaction.atomic
def _take_back(mail_id: UUID, checked: Collection[Reminder]) -> bool:
    """Take a mail back with its reminders, unless it has left or tells of something new by now."""
    if not take_back(mail_id):
        return False
    reminders = Reminder.objects.filter(mail=mail_id)
    if {row.pk for row in checked} != set(reminders.values_list("pk", flat=True)):
        transaction.set_rollback(True)
        return False
    reminders.update(state=ReminderState.DROPPED, mail=None)
    return True
