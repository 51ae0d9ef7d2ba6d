"""Who will be able to read a report: the list that a reporter is shown before sending."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, Team, User
from accounts.selectors import office_readers
from incidents.kept_out import NOBODY, KeptOut
from vault.models import KeyPair

Digests = dict[str, str]


@dataclass(frozen=True)
class TeamReaders:
    """The people of one team who can read today what is addressed to them.

    `named` are those whom the directory names, whether they can read today or not.
    """

    team: Team
    members: tuple[User, ...] = ()
    coordinators: tuple[User, ...] = ()
    named: tuple[Membership, ...] = ()


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
        return [user for user in readers if user.pk not in choice.without]

    def key_pairs(self, choice: ReaderChoice) -> list[KeyPair]:
        """Return the key pairs of the readers of a report with this choice."""
        return [user.key_pair for user in self.chosen(choice) if user.key_pair]

    def digests(self, *, unnamed: Collection[str] = ()) -> Digests:
        """Return a short digest of each group, which the form carries until it is sent.

        `unnamed` are the teams whose people a page does not name: whoever then chooses one of them
        is shown the names first, if there are any.
        """
        found = {"office": _digest(self.office)}
        for slug, readers in self.teams.items():
            found[f"{slug} members"] = _digest(readers.members)
            found[f"{slug} coordinators"] = _digest(readers.coordinators)
            if readers.named and slug not in unnamed:
                found[f"{slug} names"] = _names_digest(readers.named)
        return found


@dataclass(frozen=True)
class ReaderChoice:
    """Whom a reporter chose; the office is always among them, those of `without` never."""

    team: str = ""
    with_members: bool = False
    with_coordinator: bool = False
    without: KeptOut = NOBODY

    def same_readers(self, shown: Digests, current: Digests) -> bool:
        """Whether the groups of this choice, and the names in them, are still those shown."""
        names = f"{self.team} names"  # there is no digest where nobody is named
        return self.same_people(shown, current) and shown.get(names) == current.get(names)

    def same_people(self, shown: Digests, current: Digests) -> bool:
        """Whether those who would read are still the same; which of them are named may differ."""
        groups = ["office"]
        groups += [f"{self.team} members"] if self.with_members else []
        groups += [f"{self.team} coordinators"] if self.with_coordinator else []
        return all(shown.get(group) == current.get(group, "gone") for group in groups)


def reader_list(team: Team | None = None) -> ReaderList:
    """Return who could read a report sent now, in three queries; of one team if it is given.

    Teams in which nobody can read are left out: a reporter cannot choose them.
    """
    found: dict[str, list[Membership]] = {}
    for member in _current_members(team):
        found.setdefault(member.team.slug, []).append(member)
    teams = {slug: _readers_among(members) for slug, members in found.items()}
    able = {slug: readers for slug, readers in teams.items() if readers}
    return ReaderList(tuple(office_readers()), able)


def _current_members(team: Team | None) -> QuerySet[Membership]:
    members = (
        Membership.objects.current(timezone.localdate())
        .filter(user__is_active=True)
        .select_related("user__key_pair", "team__institution")
        .order_by("team__institution__name", "user_id")
    )
    return members.filter(team=team) if team else members


def _readers_among(members: list[Membership]) -> TeamReaders | None:
    """Sort the people of one team; nothing if none of them can read."""
    able = [member.user for member in members if _can_read(member)]
    if not able:
        return None
    return TeamReaders(
        members[0].team,
        members=tuple(user for user in able if user.role == Role.MEMBER),
        coordinators=tuple(user for user in able if user.role != Role.MEMBER),
        named=tuple(sorted((one for one in members if one.published_name), key=_by_name)),
    )


def _can_read(member: Membership) -> bool:
    pair = member.user.key_pair
    if pair is None or pair.activated_at is None or pair.retired_at is not None:
        return False
    return pair.activation_scope == f"{member.user.role}:{member.team_id}"


def _by_name(member: Membership) -> str:
    return member.published_name.casefold()


def _names_digest(named: Iterable[Membership]) -> str:
    told = sorted(f"{member.pk} {member.published_name}" for member in named)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _digest(people: Iterable[User]) -> str:
    keys = sorted(bytes(user.key_pair.public_key) for user in people if user.key_pair)
    return hashlib.sha256(b"".join(keys)).hexdigest()[:16]
