"""Who may do what with teams. Whatever somebody may not know of is not there for them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from accounts.access import Right, has_right
from accounts.enums import Role
from accounts.models import Membership, Team, User


def managed_teams(user: User) -> QuerySet[Team]:
    """Return the teams whose page somebody sees and works on: the own one, or all."""
    if not has_right(user, Right.MANAGE_TEAM):
        return Team.objects.none()
    return Team.objects.visible_to(user).select_related("institution")


def managed_memberships(user: User) -> QuerySet[Membership]:
    """Return the memberships of today that somebody may change, never the own one.

    Coordinators change those of members; how long a coordinator works is the office's matter.
    """
    current = Membership.objects.current(timezone.localdate())
    found = current.filter(team__in=managed_teams(user)).exclude(user=user)
    if user.works_in_team:
        found = found.filter(user__role=Role.MEMBER)
    return found.select_related("user", "team__institution")


def may_attest(user: User) -> bool:
    """Whether somebody says for the office what the gate asks of it."""
    return has_right(user, Right.MANAGE_COHORTS)
