"""The public directory: teams in which somebody can read a report today, and what they publish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from accounts.models import Membership, Team, TeamChannel
from accounts.selectors import channels_in_order
from incidents.readers import TeamReaders, reader_list


@dataclass(frozen=True)
class ContactPoint:
    """One open contact point."""

    team: Team
    named: tuple[Membership, ...]
    members: int
    coordinators: int

    @property
    def channels(self) -> list[TeamChannel]:
        """How one reaches it, in order."""
        return list(self.team.channels.all())

    @property
    def district(self) -> str:
        """Where it is."""
        return self.team.institution.district


def contact_points() -> list[ContactPoint]:
    """Return all open contact points by institution, in as many queries for one as for all."""
    return _open(reader_list().teams.values())


def contact_point(slug: str) -> ContactPoint | None:
    """Return one open contact point with its channels; nothing while nobody there can read."""
    team = Team.objects.select_related("institution").filter(slug=slug).first()
    found = _open(reader_list(team).teams.values()) if team else []
    if not found:
        return None
    prefetch_related_objects([found[0].team], channels_in_order())
    return found[0]


def districts(points: Sequence[ContactPoint]) -> list[str]:
    """Return where there are any, by name."""
    return sorted({point.district for point in points if point.district})


def _open(teams: Iterable[TeamReaders]) -> list[ContactPoint]:
    return [
        ContactPoint(
            team=readers.team,
            named=readers.named,
            members=len(readers.members),
            coordinators=len(readers.coordinators),
        )
        for readers in teams
        if readers.team.institution.active
    ]
