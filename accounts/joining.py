"""How somebody comes into a team, and until when."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, Team, User
from ateams.school_year import end_of_term


def join(person: User, team: Team, *, term_ends_on: date | None = None) -> Membership:
    """Let somebody belong to a team from today on.

    A member's term ends with the school year unless something else was agreed; coordinators work
    at the institution, and theirs ends when they leave.
    """
    today = timezone.localdate()
    if term_ends_on is None and person.role == Role.MEMBER:
        term_ends_on = end_of_term(today)
    return Membership.objects.create(
        user=person, team=team, starts_on=today, term_ends_on=term_ends_on
    )
