"""How much each person of the office has to look after: numbers, and never a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.enums import OFFICE_ROLES
from accounts.models import User
from accounts.selectors import Away, away, office_readers, with_absence
from incidents.enums import State
from incidents.queue import past_due
from incidents.selectors import cases_of

WAITING = (State.WAITING_PERSON, State.WAITING_OTHER)


@dataclass(frozen=True, slots=True)
class Load:
    """The open cases of one person, or those of nobody; and whether the person is away today."""

    person: User | None
    open: int = 0
    urgent: int = 0
    overdue: int = 0
    undated: int = 0
    waiting: int = 0
    away: Away | None = None


def loads(by: User) -> list[Load]:
    """Count the open cases that `by` can read, by who is responsible, in two queries.

    The most comes first; whoever is active in the office is there with nothing, too. Cases of
    nobody come last.
    """
    counted = _counted(by)
    staff = User.objects.filter(role__in=OFFICE_ROLES).order_by("name")
    people = staff.filter(Q(is_active=True) | Q(pk__in=[pk for pk in counted if pk]))
    told = _of(people, counted)
    told.sort(key=lambda load: -load.open)
    return [*told, counted.get(None, Load(None))]


def assignable(by: User) -> list[Load]:
    """Return the same of those alone who can be responsible, by name.

    Nobody learns of a case by somebody else's number: it counts what `by` can read.
    """
    return _of(office_readers().order_by("name", "pk"), _counted(by))


def _of(people: QuerySet[User], counted: dict[UUID | None, Load]) -> list[Load]:
    return [
        replace(counted.get(person.pk, Load(None)), person=person, away=away(person))
        for person in with_absence(people)
    ]


def _counted(by: User) -> dict[UUID | None, Load]:
    rows = (
        cases_of(by)
        .open()
        .order_by()
        .values("responsible")
        .annotate(
            open=Count("pk"),
            urgent=Count("pk", filter=Q(urgent=True)),
            overdue=Count("pk", filter=past_due(timezone.localdate())),
            undated=Count("pk", filter=Q(next_date__isnull=True)),
            waiting=Count("pk", filter=Q(state__in=WAITING)),
        )
    )
    return {
        row["responsible"]: Load(
            None, row["open"], row["urgent"], row["overdue"], row["undated"], row["waiting"]
        )
        for row in rows
    }
