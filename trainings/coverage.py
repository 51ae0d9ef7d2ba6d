"""Where in the city there are teams, how strong they are, and where something was trained.

Whole institutions are counted and nothing about cases: a map of incidents could show who reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from accounts.districts import BOROUGHS, Borough, borough_of
from accounts.enums import Role
from accounts.models import Institution, Membership
from ateams.school_year import SchoolYear
from trainings.enums import TOOK_PLACE, Kind
from trainings.models import Session, Training

# A team of fewer is gone as soon as one leaves and one falls ill.
TARGET_STRENGTH = 3
_LEVELS = 4


@dataclass
class Counted:
    """What is counted of some institutions that take part."""

    institutions: int = 0
    trained: int = 0
    trainings: int = 0
    members: int = 0
    strong: int = 0
    without_team: int = 0
    without_coordinator: int = 0

    @property
    def untrained(self) -> int:
        """At how many nothing took place in the year."""
        return self.institutions - self.trained

    @property
    def weak(self) -> int:
        """How many have fewer members than the target."""
        return self.institutions - self.strong

    @property
    def level(self) -> int:
        """How much of it was trained: 0 nothing, 4 everything, and three steps between."""
        if not self.trained:
            return 0
        return max(1, _LEVELS * self.trained // self.institutions)

    def __add__(self, other: Counted) -> Counted:
        return Counted(*(getattr(self, name) + getattr(other, name) for name in _NAMES))


_NAMES = tuple(Counted.__dataclass_fields__)


@dataclass
class Tile:
    """A borough with what is counted there."""

    borough: Borough
    counted: Counted = field(default_factory=Counted)


@dataclass(frozen=True)
class Coverage:
    """The city by borough, what lies in none, and all of it together."""

    year: SchoolYear
    tiles: list[Tile]
    elsewhere: Counted
    total: Counted


def coverage_of(year: SchoolYear) -> Coverage:
    """Count the institutions that take part, in a number of queries that does not grow."""
    held = _trainings_by_institution(year)
    members, coordinators = _people_by_institution()
    by_borough: dict[int, Counted] = defaultdict(Counted)
    for pk, district in Institution.objects.filter(active=True).values_list("pk", "district"):
        borough = borough_of(district)
        counted = by_borough[borough.number if borough else 0]
        counted.institutions += 1
        counted.trained += pk in held
        counted.trainings += held.get(pk, 0)
        counted.members += members.get(pk, 0)
        counted.strong += members.get(pk, 0) >= TARGET_STRENGTH
        counted.without_team += not members.get(pk)
        counted.without_coordinator += pk not in coordinators
    tiles = [Tile(borough, by_borough[borough.number]) for borough in BOROUGHS]
    return Coverage(year, tiles, by_borough[0], _sum(by_borough.values()))


def _trainings_by_institution(year: SchoolYear) -> Counter[UUID]:
    """Return how many trainings for others took place, by institution."""
    in_year = Session.objects.filter(date__range=(year.first_day, year.last_day)).order_by()
    wanted = set(in_year.values_list("training_id", flat=True))
    # Two plain reads: a join of both is planned badly right after a large list was taken over.
    held = Training.objects.filter(state__in=TOOK_PLACE, kind=Kind.OUTREACH).order_by()
    return Counter(
        institution
        for training, institution in held.values_list("pk", "institution_id")
        if training in wanted
    )


def _people_by_institution() -> tuple[dict[UUID, int], set[UUID]]:
    """Return the number of members today, and which institutions somebody coordinates."""
    rows = (
        Membership.objects.current(timezone.localdate())
        .filter(user__is_active=True)
        .order_by()
        .values_list("team__institution", "user__role")
        .annotate(number=Count("pk"))
    )
    found = list(rows)
    members = {pk: number for pk, role, number in found if role == Role.MEMBER}
    return members, {pk for pk, role, _number in found if role == Role.COORDINATOR}


def _sum(parts: Iterable[Counted]) -> Counted:
    total = Counted()
    for part in parts:
        total = total + part
    return total
