"""How much each person of the office has to look after: numbers, and never a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from accounts.enums import OFFICE_ROLES
from accounts.models import User
from incidents.enums import State
from incidents.selectors import cases_of

WAITING = (State.WAITING_PERSON, State.WAITING_OTHER)


@dataclass(frozen=True, slots=True)
class Load:
    """The open cases of one person, or those of nobody."""

    person: User | None
    open: int = 0
    urgent: int = 0
    overdue: int = 0
    undated: int = 0
    waiting: int = 0


def loads(by: User, today: date) -> list[Load]:
    """Count the open cases that `by` can read, by who is responsible, in two queries.

    The most comes first; whoever is active in the office is there with nothing, too. Cases of
    nobody come last.
    """
    overdue = Q(reply_due_on__lt=today) | Q(next_date__lt=today)
    rows = (
        cases_of(by)
        .open()
        .order_by()
        .values("responsible")
        .annotate(
            open=Count("pk"),
            urgent=Count("pk", filter=Q(urgent=True)),
            overdue=Count("pk", filter=overdue),
            undated=Count("pk", filter=Q(next_date__isnull=True)),
            waiting=Count("pk", filter=Q(state__in=WAITING)),
        )
    )
    counted: dict[UUID | None, Load] = {
        row["responsible"]: Load(
            None, row["open"], row["urgent"], row["overdue"], row["undated"], row["waiting"]
        )
        for row in rows
    }
    staff = User.objects.filter(role__in=OFFICE_ROLES).order_by("name")
    people = staff.filter(Q(is_active=True) | Q(pk__in=[pk for pk in counted if pk]))
    told = [replace(counted.get(person.pk, Load(None)), person=person) for person in people]
    told.sort(key=lambda load: -load.open)
    return [*told, counted.get(None, Load(None))]
