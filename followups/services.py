"""Turning a reminder into a mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.enums import MailChoice
from accounts.models import User
from accounts.selectors import recipient
from ateams.due import DueItem, Part, Recipient
from ateams.outbox.enums import Hours, MailState
from ateams.outbox.models import Mail
from followups import mails
from followups.bundling import is_bundled
from followups.digests import leaves_at, lock, tell_in_digest
from followups.stages import Call

# At most one mail about cases per person in this time, so that mails do not count cases.
CASE_MAIL_GAP = timedelta(hours=1)


def write_mail(*, item: DueItem, call: Call, hours: Hours, at: datetime) -> Mail:
    """Write the mail that tells somebody of an item, or return the one that will tell it.

    Call it in the transaction that records the reminder.
    """
    bundled = is_bundled(item, call.recipient) and hours != Hours.DAYTIME
    if item.kind.startswith("case."):
        return _case_mail(call.recipient, hours, at, bundled=bundled)
    if item.kind == "training.follow_up" and call.part == Part.CONTACT:
        return mails.follow_up_question(item=item, call=call, hours=hours)
    if bundled:
        return tell_in_digest(item=item, to=call.recipient, at=at)
    return mails.due(item=item, call=call, hours=hours)


def _case_mail(to: Recipient, hours: Hours, at: datetime, *, bundled: bool) -> Mail:
    """Return the person's mail about cases that is on its way, else a new one an hour later.

    Whoever wants to hear of everything at once a day or week gets the very same mail at that hour.
    """
    lock(to)
    written = Mail.objects.filter(recipient_key=to.key, kind=mails.CASE_WAITING)
    told = written.filter(state__in=[MailState.SENT, MailState.UNCERTAIN])
    last = told.order_by("-sending_at").values_list("sending_at", flat=True).first()
    soon = max(at, last + CASE_MAIL_GAP) if last else at
    on_its_way = written.filter(state__in=[MailState.QUEUED, MailState.SENDING])
    # Locked, so that it is not taken back while another reminder is being attached to it.
    waiting = on_its_way.select_for_update(no_key=True).first()
    if waiting:
        queued = written.filter(pk=waiting.pk, state=MailState.QUEUED)
        if hours == Hours.DAYTIME:  # what is urgent hurries the others along
            queued.update(hours=hours)
        if not bundled and to.mails != MailChoice.AT_ONCE:
            queued.filter(attempts=0, not_before__gt=soon).update(not_before=soon)
        return waiting
    if bundled:
        hours, soon = Hours.OFFICE, max(soon, leaves_at(to, mails.CASE_WAITING, at))
    return mails.case_waiting(to=to, not_before=soon, hours=hours)


def tell_of_case(person: User) -> Mail:
    """Tell somebody outside the rules that a case waits: the same mail, bundled like any other.

    No reminder stands behind it, so that it leaves even if those that join it are over by then.
    Call it in the transaction that gives them the case.
    """
    to = recipient(person)
    bundled = to.mails != MailChoice.AT_ONCE
    mail = _case_mail(to, Hours.OFFICE, timezone.now(), bundled=bundled)
    Mail.objects.filter(pk=mail.pk).update(firm=True)
    return mail
