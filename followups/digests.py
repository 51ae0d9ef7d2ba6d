"""One mail for many things: what is due for somebody who wants to hear of it once a day or week.

Cases are never in it. Their mail says the same whatever waits, and only leaves at another hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone, translation

from accounts.models import User
from ateams.due import DueItem, Recipient
from ateams.outbox.models import Mail
from followups import mails
from followups.arrangements import Arrangements
from followups.bundling import COLLECTED, is_bundled, missed_bundle, next_bundle
from followups.enums import ReminderState
from followups.models import ItemKey, Reminder, rules_by_kind
from followups.sources import derive
from followups.stages import calls

# A mail is written anew only as long as no delivery can have read it.
UNTOUCHED_FOR = timedelta(minutes=1)


def lock(to: Recipient) -> None:
    """Let one process at a time write to this person: two would write two mails."""
    account = User.objects.filter(pk=UUID(to.key.partition(":")[2]))
    account.select_for_update(no_key=True).values_list("pk").first()


def leaves_at(to: Recipient, kind: str, at: datetime) -> datetime:
    """Return when a bundle of this kind of mail leaves that is written now."""
    missed = missed_bundle(to, at)
    written = Mail.objects.filter(recipient_key=to.key, kind=kind)
    if missed and not written.filter(not_before__gte=missed, not_before__lte=at).exists():
        return at + COLLECTED
    return next_bundle(to, at)


def tell_in_digest(*, item: DueItem, to: Recipient, at: datetime) -> Mail:
    """Add an item to the mail that collects for this person, or begin one.

    Whatever else is planned for them comes along. Call it in the transaction that records the
    reminder.
    """
    lock(to)
    digests = Mail.objects.filter(recipient_key=to.key, kind=mails.DIGEST)
    mail = digests.collecting(at + UNTOUCHED_FOR).first()
    arrangements = Arrangements(timezone.localdate(at))
    with translation.override(to.language):
        told = {ItemKey.of(item): item}
        if mail:
            told |= _still_due(mail.reminders.all(), arrangements)
        along = _along(to, at, arrangements)
        told |= {ItemKey.of(other): other for _reminder, other in along}
    listed = sorted(told.values(), key=lambda one: (one.due_on, one.kind, one.object_id))
    if mail:
        mails.write_digest_anew(mail=mail, to=to, items=listed)
    else:
        mail = mails.digest(to=to, items=listed, not_before=leaves_at(to, mails.DIGEST, at))
    _attach([reminder for reminder, _other in along], mail)
    return mail


def write_anew(*, mail: Mail, to: Recipient, at: datetime) -> bool:
    """Write a collecting mail anew, of what its reminders tell; return False if that is nothing.

    The mail is untouched then: withdrawing it is the caller's.
    """
    lock(to)
    with translation.override(to.language):
        told = _still_due(mail.reminders.all(), Arrangements(timezone.localdate(at)))
    if told:
        listed = sorted(told.values(), key=lambda one: (one.due_on, one.kind, one.object_id))
        mails.write_digest_anew(mail=mail, to=to, items=listed)
    return bool(told)


def _still_due(reminders: QuerySet[Reminder], arrangements: Arrangements) -> dict[ItemKey, DueItem]:
    found = (
        derive(one.kind, one.object_id, one.due_on, arrangements=arrangements) for one in reminders
    )
    return {ItemKey.of(item): item for item in found if item}


def _along(
    to: Recipient, at: datetime, arrangements: Arrangements
) -> list[tuple[Reminder, DueItem]]:
    """Return the person's other planned reminders that a digest can tell of, with their items.

    What another process has just taken is left to it, and what is no longer due to the sweep.
    """
    rules, today = rules_by_kind(), timezone.localdate(at)
    planned = Reminder.objects.filter(
        recipient_key=to.key, state=ReminderState.PLANNED, not_before__lte=at
    ).exclude(kind__startswith="case.")
    found = []
    for reminder in planned.select_for_update(skip_locked=True).order_by("pk"):
        item = derive(reminder.kind, reminder.object_id, reminder.due_on, arrangements=arrangements)
        told = calls(item, rules.get(item.kind, []), today) if item else ()
        wanted = (reminder.stage, reminder.recipient_key)
        is_told = any((call.stage, call.recipient.key) == wanted for call in told)
        if item and is_told and is_bundled(item, to):
            found.append((reminder, item))
    return found


def _attach(reminders: Iterable[Reminder], mail: Mail) -> None:
    ids = [reminder.pk for reminder in reminders]
    waiting = Reminder.objects.filter(pk__in=ids, state=ReminderState.PLANNED)
    waiting.update(state=ReminderState.QUEUED, mail=mail, trouble="")
