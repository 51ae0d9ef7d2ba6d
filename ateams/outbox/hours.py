"""When a mail may leave: nobody is mailed at night, and no school in its holidays."""

from datetime import datetime, time

from django.conf import settings
from django.utils import timezone

from ateams.outbox.enums import Hours
from ateams.school_holidays import holidays_on
from ateams.workdays import is_working_day

_MORNING = time(8)
_END_OF_WORK = time(18)
_EVENING = time(20)


def open_hours(at: datetime) -> frozenset[Hours]:
    """Return which mails may leave at the moment `at`, by Berlin's clock."""
    if settings.MAIL_AT_ANY_HOUR:
        return frozenset(Hours)
    local = timezone.localtime(at)
    allowed = {Hours.AT_ONCE}
    if _MORNING <= local.time() < _EVENING:
        allowed.add(Hours.DAYTIME)
    if _MORNING <= local.time() < _END_OF_WORK and is_working_day(local.date()):
        allowed.add(Hours.OFFICE)
        if not holidays_on(local.date()):
            allowed.add(Hours.SCHOOL)
    return frozenset(allowed)


def open_in_turn(at: datetime) -> list[Hours]:
    """Return the same, what is pressing first: a new password waits for no reminder."""
    pressing = [Hours.AT_ONCE, Hours.DAYTIME]
    opened = open_hours(at)
    return [
        hours
        for hours in [*pressing, *(each for each in Hours if each not in pressing)]
        if hours in opened
    ]
