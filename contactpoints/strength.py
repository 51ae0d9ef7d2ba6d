"""How strong teams are, today and after the summer: the gap shows while it can still be closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, Team, User
from ateams.due import current_day
from ateams.school_year import school_year_of

TARGET = 3
# From this day of a school year on, a gap after the summer is something to be done.
_GAP_MONTH, _GAP_DAY = 4, 1


@dataclass(frozen=True)
class Strength:
    """How many members a team has today, how many of them read, and how many stay after `summer`.

    `reading` counts those whose keys a lead has activated for this team.
    """

    team: Team
    members: int
    reading: int
    staying: int
    summer: date

    @property
    def has_gap(self) -> bool:
        """Whether fewer than the target stay."""
        return self.staying < TARGET

    @property
    def presses(self) -> bool:
        """Whether the gap is something to be done by now; in autumn every term ends in summer."""
        today = timezone.localdate()
        return self.has_gap and today >= gap_day(today)

    @property
    def dies_out(self) -> bool:
        """Whether nobody stays."""
        return self.staying == 0


class _Place(NamedTuple):
    """One member's place in a team: until when, and whether the key is activated for it."""

    ends_on: date | None
    reads: bool


def strengths(teams: Iterable[Team]) -> list[Strength]:
    """Return how strong each team is, in one query for one as for all."""
    shown = list(teams)
    today = current_day()
    summer = school_year_of(today).last_day
    current = Membership.objects.current(today).filter(
        team__in=shown, user__is_active=True, user__role=Role.MEMBER
    )
    columns = ("user__key_pair__activated_at", "user__key_pair__activation_scope", "user__role")
    by_team: dict[UUID, list[_Place]] = defaultdict(list)
    for team, ends_on, activated_at, scope, role in current.values_list(
        "team", "term_ends_on", *columns
    ):
        reads = activated_at is not None and scope == f"{role}:{team}"
        by_team[team].append(_Place(ends_on, reads))
    return [_strength(team, by_team[team.pk], summer) for team in shown]


def gaps(teams: Iterable[Team]) -> list[Strength]:
    """Return the teams that will be too small after the summer, those first that die out."""
    found = [strength for strength in strengths(teams) if strength.has_gap]
    return sorted(found, key=lambda one: (one.staying, one.team.institution.name, one.team.name))


def gap_day(today: date) -> date:
    """Return the day of this school year from which on gaps wait for somebody."""
    return date(school_year_of(today).last_day.year, _GAP_MONTH, _GAP_DAY)


def teams_seen_by(user: User) -> list[Team]:
    """Return the teams of institutions that take part and this person sees, by institution."""
    teams = Team.objects.visible_to(user).filter(institution__active=True)
    return list(teams.select_related("institution").order_by("institution__name", "name"))


def _strength(team: Team, members: list[_Place], summer: date) -> Strength:
    return Strength(
        team=team,
        members=len(members),
        reading=sum(one.reads for one in members),
        staying=sum(one.ends_on is None or one.ends_on > summer for one in members),
        summer=summer,
    )
