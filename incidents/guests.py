"""Who was let into a case for reading alone: a second opinion, an interpreter."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from incidents.models import Case


def only_reads(case: Case, user: User) -> bool:
    """Whether somebody reads a case only because they were let in for reading alone.

    Whoever reads by another consent as well, or from the start, may do what their role may.
    """
    if not user.works_in_team or user.key_pair_id is None:
        return False
    theirs = Q(readers=user.key_pair_id) | Q(readers__successor=user.key_pair_id)
    let_in_by = set(case.consents.opened().filter(theirs).values_list("read_only", flat=True))
    return let_in_by == {True}
