"""The cases that one is linked with, for somebody who can open both."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from incidents.legible import ILLEGIBLE, legible
from incidents.models import Case, CaseLink
from incidents.selectors import OpenCase, cases_of

# More would be a sign that something else is wanted.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Linked:
    """A case that belongs to the one that is shown, and why."""

    id: UUID
    case: Case
    reason: str


def linked_cases(opened: OpenCase, user: User) -> list[Linked]:
    """Return what is linked with an opened case and open to this person, too; two queries."""
    if opened.internal is None:
        return []
    case_id = opened.case.pk
    links = list(CaseLink.objects.of(case_id)[:SHOWN])
    others = {link.other_id if link.one_id == case_id else link.one_id for link in links}
    known = cases_of(user).filter(pk__in=others).in_bulk()
    found = []
    for link in links:
        is_one = link.one_id == case_id
        column = "sealed_one" if is_one else "sealed_other"
        if other := known.get(link.other_id if is_one else link.one_id):
            place = link.place(column)
            told = legible(getattr(link, column), opened.internal, place)
            reason = str(ILLEGIBLE) if told is None else str(told["text"])
            found.append(Linked(link.pk, other, reason))
    return found
