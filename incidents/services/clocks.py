"""By when the office owes an answer, and changing how long it may take."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from incidents.clocks import read_clocks
from incidents.enums import Clock, EntryKind, State
from incidents.models import Case, ClockRule, Entry


class AlreadyBegun(Exception):  # noqa: N818 - says what happened
    """What holds today is never changed. Nothing was stored."""


@transaction.atomic
def set_clock(*, clock: str, number: int, pauses: bool, valid_from: date, by: User) -> ClockRule:
    """Let a clock take another time from a day on; a value that does not hold yet is replaced.

    Clocks that have started by then keep the time they started with. Raises `AlreadyBegun` for
    today and before, and ValidationError.
    """
    if valid_from <= timezone.localdate():
        raise AlreadyBegun
    rule = ClockRule.objects.filter(clock=clock, valid_from=valid_from).first()
    rule = rule or ClockRule(clock=clock, valid_from=valid_from)
    rule.number, rule.pauses = number, pauses
    rule.full_clean()
    rule.save()
    record(action="clock.set", subject=("clock", clock), by=by.id)
    return rule


def reply_due(since: date, *, urgent: bool) -> date:
    """Return the working day by which the office answers what came in on the day `since`."""
    clock = Clock.URGENT_REPLY if urgent else Clock.REPLY
    return read_clocks().at(clock, since).end(since)


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
