"""What the periodic jobs do. Each may run at any time, late, twice or in several processes."""

from __future__ import annotations

from datetime import date

from accounts.models import Membership
from accounts.services import end_term


def end_terms(today: date) -> int:
    """Close the memberships whose term is over; return how many it were.

    Nobody could read by them since the day they ended. Now the grants go, and open cases that were
    not passed on go on with the office.
    """
    over = Membership.objects.over(today).order_by("pk").values_list("pk", flat=True)
    return sum(end_term(membership_id=pk, today=today) for pk in list(over))
