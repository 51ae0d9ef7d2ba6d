"""Who will be able to read a report: the list that a reporter is shown before sending."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, Team, User
from accounts.selectors import office_readers
from vault.models import KeyPair

Digests = dict[str, str]


@dataclass(frozen=True)
class TeamReaders:
    """The people of one team who can read today what is addressed to them."""

    team: Team
    members: tuple[User, ...] = ()
    coordinators: tuple[User, ...] = ()


@dataclass(frozen=True)
class ReaderList:
    """Everybody who could become a reader of a report that is sent now."""

    office: tuple[User, ...]
    teams: dict[str, TeamReaders]

    def chosen(self, choice: ReaderChoice) -> list[User]:
        """Return the readers of a report with this choice: the office, and whom it adds."""
        team = self.teams.get(choice.team) if choice.team else None
        readers = list(self.office)
        if team:
            readers += team.members if choice.with_members else ()
            readers += team.coordinators if choice.with_coordinator else ()
        return readers

    def key_pairs(self, choice: ReaderChoice) -> list[KeyPair]:
        """Return the key pairs of the readers of a report with this choice."""
        return [user.key_pair for user in self.chosen(choice) if user.key_pair]

    def digests(self) -> Digests:
        """Return a short digest of each group, which the form carries until it is sent."""
        found = {"office": _digest(self.office)}
        for slug, readers in self.teams.items():
            found[f"{slug} members"] = _digest(readers.members)
            found[f"{slug} coordinators"] = _digest(readers.coordinators)
        return found


@dataclass(frozen=True)
class ReaderChoice:
    """Whom a reporter chose; the office is always among them."""

    team: str = ""
    with_members: bool = False
    with_coordinator: bool = False

    def same_readers(self, shown: Digests, current: Digests) -> bool:
        """Whether the groups of this choice are still those that were shown."""
        groups = ["office"]
        groups += [f"{self.team} members"] if self.with_members else []
        groups += [f"{self.team} coordinators"] if self.with_coordinator else []
        return all(shown.get(group) == current.get(group, "gone") for group in groups)


def reader_list(team: Team | None = None) -> ReaderList:
    """Return who could read a report sent now, in three queries; of one team if it is given.

    Teams in which nobody can read are left out: a reporter cannot choose them.
    """
    teams: dict[str, TeamReaders] = {}
    for member in _current_members(team):
        user, its_team = member.user, member.team
        known = teams.get(its_team.slug, TeamReaders(its_team))
        if user.role == Role.MEMBER:
            teams[its_team.slug] = TeamReaders(its_team, (*known.members, user), known.coordinators)
        else:
            teams[its_team.slug] = TeamReaders(its_team, known.members, (*known.coordinators, user))
    return ReaderList(tuple(office_readers()), teams)


def _current_members(team: Team | None) -> list[Membership]:
    members = (
        Membership.objects.current(timezone.localdate())
        .filter(
            user__is_active=True,
            user__key_pair__activated_at__isnull=False,
            user__key_pair__retired_at__isnull=True,
        )
        .select_related("user__key_pair", "team__institution")
        .order_by("team__institution__name", "user_id")
    )
    if team:
        members = members.filter(team=team)
    return [
        member
        for member in members
        if member.user.key_pair
        and member.user.key_pair.activation_scope == f"{member.user.role}:{member.team_id}"
    ]


def _digest(people: Iterable[User]) -> str:
    keys = sorted(bytes(user.key_pair.public_key) for user in people if user.key_pair)
    return hashlib.sha256(b"".join(keys)).hexdigest()[:16]
