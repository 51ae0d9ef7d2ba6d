"""By when the office owes an answer."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from ateams.workdays import add_working_days
from incidents.enums import EntryKind, State
from incidents.models import Case, Entry

# Proposals of the domain notes; to become rows with valid-from dates.
REPLY_WORKING_DAYS = 3
URGENT_REPLY_WORKING_DAYS = 1


def reply_due(since: date, *, urgent: bool) -> date:
    """Return the working day by which the office answers what came in on the day `since`."""
    return add_working_days(since, URGENT_REPLY_WORKING_DAYS if urgent else REPLY_WORKING_DAYS)


def owe_reply(case: Case) -> None:
    """Note on a locked case that the reporter has written; the caller saves it.

    An answer already owed is not put off, an urgent one comes forward, a closed case reopens.
    """
    due = reply_due(timezone.localdate(), urgent=case.urgent)
    case.reply_due_on = min(case.reply_due_on or due, due)
    case.unread = True
    case.version += 1
    if case.state == State.CLOSED:
        Entry.objects.create(case=case, kind=EntryKind.MOVE, state=State.REOPENED)
        case.state, case.closed_at, case.next_date = State.REOPENED, None, case.reply_due_on
