"""When mails to one person are bundled, as that person has chosen. Pure functions."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.enums import MailChoice
from ateams.due import DueItem, Recipient
from ateams.outbox.enums import Hours
from ateams.workdays import is_working_day
from followups.stages import Call

MORNING = time(8)
# What was planned before eight is written some minutes later at most; a server that was away until
# now is forgiven until noon. Later things wait for the next morning.
FORGIVEN = timedelta(hours=4)
# So long a bundle is collected before it leaves, where its hour has struck already.
COLLECTED = timedelta(minutes=5)


def is_bundled(item: DueItem, to: Recipient) -> bool:
    """Whether somebody wants to hear of an item together with others; never of urgent ones."""
    return to.mails != MailChoice.AT_ONCE and not item.urgent


def hours_for(item: DueItem, call: Call) -> Hours:
    """Return in which hours a reminder becomes a mail: those of the call.

    What is bundled may be written at any time, so that it is in the bundle when that leaves.
    """
    return Hours.AT_ONCE if is_bundled(item, call.recipient) else call.hours


def next_bundle(to: Recipient, at: datetime) -> datetime:
    """Return the next moment after `at` at which bundled mails leave: a morning at eight, local."""
    local = timezone.localtime(at)
    day = local.date()
    while True:
        moment = timezone.make_aware(datetime.combine(day, MORNING))
        if moment > local and is_bundle_day(to, moment):
            return moment
        day += timedelta(days=1)


def missed_bundle(to: Recipient, at: datetime) -> datetime | None:
    """Return this morning's moment, if it is one of this person's and hardly over."""
    moment = timezone.make_aware(datetime.combine(timezone.localdate(at), MORNING))
    hardly_over = moment <= at < moment + FORGIVEN
    return moment if hardly_over and is_bundle_day(to, moment) else None


def is_bundle_day(to: Recipient, moment: datetime) -> bool:
    """Whether bundles leave on the day: of a week on Monday, or the working day after it."""
    day = timezone.localdate(moment)
    if not is_working_day(day):
        return False
    if to.mails != MailChoice.WEEKLY:
        return True
    earlier = (day - timedelta(days=back) for back in range(1, day.weekday() + 1))
    return not any(is_working_day(one) for one in earlier)
