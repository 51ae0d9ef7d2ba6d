"""Turning a reminder into a mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from ateams.due import DueItem, Part, Recipient
from ateams.outbox.enums import Hours, MailState
from ateams.outbox.models import Mail
from followups import mails
from followups.stages import Call

# At most one mail about cases per person in this time, so that mails do not count cases.
CASE_MAIL_GAP = timedelta(hours=1)


def write_mail(*, item: DueItem, call: Call, hours: Hours, at: datetime) -> Mail:
    """Write the mail that tells somebody of an item, or return the one that will tell it.

    Call it in the transaction that records the reminder.
    """
    if item.kind.startswith("case."):
        return _case_mail(call.recipient, hours, at)
    if item.kind == "training.follow_up" and call.part == Part.CONTACT:
        return mails.follow_up_question(item=item, call=call, hours=hours)
    return mails.due(item=item, call=call, hours=hours)


def _case_mail(to: Recipient, hours: Hours, at: datetime) -> Mail:
    """Return the person's mail about cases that is on its way, else a new one an hour later."""
    _lock(to)
    written = Mail.objects.filter(recipient_key=to.key, kind=mails.CASE_WAITING)
    on_its_way = written.filter(state__in=[MailState.QUEUED, MailState.SENDING])
    # Locked, so that it is not taken back while another reminder is being attached to it.
    waiting = on_its_way.select_for_update(no_key=True).first()
    if waiting:
        if hours == Hours.DAYTIME:  # what is urgent hurries the others along
            written.filter(pk=waiting.pk, state=MailState.QUEUED).update(hours=hours)
        return waiting
    told = written.filter(state__in=[MailState.SENT, MailState.UNCERTAIN])
    last = told.order_by("-sending_at").values_list("sending_at", flat=True).first()
    not_before = max(at, last + CASE_MAIL_GAP) if last else at
    return mails.case_waiting(to=to, not_before=not_before, hours=hours)


def _lock(to: Recipient) -> None:
    """Let one process at a time write to this person about cases: two would write two mails."""
    account = User.objects.filter(pk=UUID(to.key.partition(":")[2]))
    account.select_for_update(no_key=True).values_list("pk").first()
