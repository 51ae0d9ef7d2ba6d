"""How many open cases each person of the office has."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from accounts.selectors import office_readers
from incidents.models import Case


@dataclass(frozen=True, slots=True)
class Load:
    """Somebody who can be responsible, and for how many open cases they are now."""

    person: User
    count: int


def loads(asker: User) -> list[Load]:
    """Return the office's people by name, counting the cases that the asker can open, too.

    Nobody learns of a case by somebody else's number.
    """
    known = Case.objects.readable_by(asker).open().filter(responsible__isnull=False)
    counts = dict(known.order_by().values_list("responsible").annotate(Count("pk")))
    people = office_readers().order_by("name", "pk")
    return [Load(person, counts.get(person.pk, 0)) for person in people]
