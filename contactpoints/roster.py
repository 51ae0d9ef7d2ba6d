"""The page of one team: everybody in it, and what each still lacks."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Invitation, Membership, Team
from contactpoints.gate import Gate, gates_of
from contactpoints.strength import Strength, strengths


@dataclass(frozen=True)
class RosterRow:
    """Somebody of a team with their gate, and whether a lead has activated the key."""

    membership: Membership
    gate: Gate

    @property
    def has_key(self) -> bool:
        """Whether a key was made that opens nothing yet or something already."""
        pair = self.membership.user.key_pair
        return pair is not None and pair.retired_at is None

    @property
    def reads(self) -> bool:
        """Whether the key is activated for what the person is in this team."""
        user, pair = self.membership.user, self.membership.user.key_pair
        scope = f"{user.role}:{self.membership.team_id}"
        return bool(pair and pair.activated_at and pair.activation_scope == scope)

    @property
    def is_member(self) -> bool:
        """Whether it is a member; coordinators have no programme."""
        return self.membership.user.role == Role.MEMBER


@dataclass(frozen=True)
class Roster:
    """A team, how strong it is, its people, and the invitations that are still open."""

    strength: Strength
    rows: list[RosterRow]
    invitations: QuerySet[Invitation]

    @property
    def team(self) -> Team:
        """The team."""
        return self.strength.team


def roster(team: Team) -> Roster:
    """Return the page of a team, in a constant number of queries; its institution comes along."""
    today = timezone.localdate()
    memberships = list(
        Membership.objects.current(today)
        .filter(team=team, user__is_active=True)
        .select_related("user__key_pair", "team")
        .order_by("user__role", "user__name", "pk")
    )
    gates = gates_of(memberships)
    invited = Invitation.objects.open(timezone.now()).filter(team=team)
    return Roster(
        strength=strengths([team])[0],
        rows=[RosterRow(one, gates[one.pk]) for one in memberships],
        invitations=invited.order_by("-created_at", "pk"),
    )
