"""Reads of cohorts, each shaped for one page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from accounts.selectors import memberships_today
from trainings.cohort_certificates import certified
from trainings.models import Cohort
from trainings.progress import Progress, progress_of


@dataclass(frozen=True)
class MemberRow:
    """Somebody of a cohort, where they belong, and how far they are."""

    person: User
    institution: str
    progress: Progress
    certified: bool

    @property
    def id(self) -> UUID:
        """The account's id."""
        return self.person.pk

    def may_be_certified(self, cohort: Cohort) -> bool:
        """Whether it is this cohort's programme that is complete and not certified."""
        return self.progress.complete and not self.certified and self.progress.cohort == cohort


@dataclass(frozen=True)
class CohortPage:
    """A cohort with everybody in it, those first who lack something."""

    cohort: Cohort
    rows: list[MemberRow]

    @property
    def complete(self) -> int:
        """How many have completed the programme."""
        return sum(row.progress.complete for row in self.rows)

    @property
    def to_certify(self) -> list[MemberRow]:
        """Those who have completed it and have no certificate of it."""
        return [row for row in self.rows if row.may_be_certified(self.cohort)]


def cohorts_overview() -> QuerySet[Cohort]:
    """Return all cohorts, the newest first, each with `member_count`."""
    return Cohort.objects.select_related("curriculum").annotate(member_count=Count("members"))


def cohort_page(cohort: Cohort) -> CohortPage:
    """Return a cohort with everybody in it, in a constant number of queries."""
    people = list(
        User.objects.get_queryset()
        .filter(cohort_memberships__cohort=cohort)
        .prefetch_related(memberships_today())
        .order_by("name", "pk")
    )
    progress = progress_of(people)
    have = certified(cohort)
    rows = [
        MemberRow(person, _institution(person), progress[person.pk], person.pk in have)
        for person in people
    ]
    return CohortPage(cohort, sorted(rows, key=lambda row: row.progress.complete))


def candidates(cohort: Cohort) -> QuerySet[User]:
    """Return today's members of teams who are in no cohort of this school year yet."""
    today = Membership.objects.current(timezone.localdate())
    members = User.objects.active().filter(role=Role.MEMBER, memberships__in=today)
    trained = cohort.__class__.objects.filter(school_year=cohort.school_year)
    free = members.exclude(cohort_memberships__cohort__in=trained)
    return free.prefetch_related(memberships_today()).order_by("name", "pk")


def _institution(person: User) -> str:
    return str(person.team_today[0].team.institution) if person.team_today else ""
