"""Absences, and things that can be put off or passed on; for tests."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Absence, User
from accounts.services import set_absence
from ateams.due import DueItem
from followups.sources import BY_KIND, items
from incidents.models import Case
from tests.factories.incidents import make_case
from tests.personas import Persona


def away(who: User, stand_in: User | None = None, days: int = 7) -> Absence:
    last_day = timezone.localdate() + timedelta(days=days)
    first_day = timezone.localdate()
    return set_absence(
        person=who, first_day=first_day, last_day=last_day, stand_in=stand_in, by=who
    )


def dated_case(who: User | None, **fields: object) -> Case:
    case = make_case()
    Case.objects.filter(pk=case.pk).update(
        **{"responsible": who, "next_date": timezone.localdate(), "reply_due_on": None, **fields}
    )
    case.refresh_from_db()
    return case


def found(who: Persona, case: Case, kind: str = "case.next_date") -> DueItem:
    """Return the one item of a kind that a case has, as somebody sees it."""
    far = timezone.localdate() + timedelta(days=400)
    (item,) = items(
        BY_KIND[kind], until=far, object_id=str(case.pk), reader_id=who.user.pk, asleep=True
    )
    return item


def page(who: Persona) -> str:
    return who.client.get("/agenda/").content.decode()
