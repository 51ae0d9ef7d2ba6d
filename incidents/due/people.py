"""Which cases are looked at, who is reminded of them, and how an item is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import office_readers, recipient
from ateams.due import DueItem, Part, Recipient
from incidents.models import Case
from incidents.models.case import CaseQuerySet

People = dict[Part, tuple[Recipient, ...]]


def cases_for(
    object_id: str | None, reader_id: UUID | None, *, closed: bool = False
) -> CaseQuerySet:
    """Return the open cases, closed ones too if wanted: one of them, or what somebody may open."""
    found = Case.objects.filter(apart=False) if closed else Case.objects.open()
    cases = found.select_related("responsible").order_by("received_at")
    if object_id is not None:
        cases = cases.filter(pk=object_id)
    if reader_id is not None:
        reader = User.objects.select_related("key_pair").filter(pk=reader_id).first()
        cases = cases.readable_by(reader) if reader else cases.none()
    return cases


def with_people(cases: Iterable[Case]) -> Iterator[tuple[Case, People]]:
    """Pair cases with who is reminded: those of the office who can read, never a team.

    Where there are no cases, nobody is asked for.
    """
    found = list(cases)
    people_of = grouped_people() if found else None
    for case in found:
        assert people_of
        yield case, people_of(case.responsible_id)


def grouped_people() -> Callable[[UUID | None], People]:
    """Return who is reminded of a case, by who is responsible for it; one query."""
    leads, office = office_people()
    nobody: People = {Part.RESPONSIBLE: (), Part.LEAD: leads, Part.OFFICE: office}
    of_each = {person.key: nobody | {Part.RESPONSIBLE: (person,)} for person in office}
    return lambda responsible: of_each.get(f"user:{responsible}", nobody)


def office_people() -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
    """Return the leads and everybody of the office who can read."""
    staff = list(office_readers())
    leads = tuple(recipient(person) for person in staff if person.role == Role.LEAD)
    return leads, tuple(recipient(person) for person in staff)


def key_of(case_id: UUID, thing_id: UUID) -> str:
    """Return an id of at most 60 characters; it begins with the case's, so that both go at once."""
    return f"{case_id}:{thing_id.hex[:20]}"


def item_of(
    kind: str, case: Case, day: date, title: str, people: People, *, object_id: str = ""
) -> DueItem:
    """Return an item about a case; it names the reference and nothing else."""
    url = reverse("incidents:case", args=[case.reference])
    return DueItem(
        kind=kind,
        object_id=object_id or str(case.id),
        due_on=day,
        title=title,
        url=url,
        where=case.reference,
        people=people,
        urgent=case.urgent,
    )
