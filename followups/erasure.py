"""What the follow-ups erase, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Replace, Substr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, User
from ateams.erasure import Eraser, delete_rows
from followups.models import Reminder
from incidents.models import ErasureOrder

_ID_LENGTH = 36  # of a UUID as text


def forget_case(case_id: UUID) -> int:
    """Delete the reminders of an erased case; return how many.

    A mail that is on its way stays: it says the same whatever waits, and may tell of other cases.
    """
    of_case = Reminder.objects.filter(kind__startswith="case.", object_id__startswith=str(case_id))
    return delete_rows(of_case)


def _vanished(_day: date) -> QuerySet[Reminder]:
    """Keep the reminders of erased cases, and those to accounts and contacts that are no more.

    A reminder that was planned while its case was being erased is found here.
    """
    erased = _as_text(ErasureOrder, "case_id").filter(
        as_text=Replace(Substr(OuterRef("object_id"), 1, _ID_LENGTH), Value("-"), Value(""))
    )
    nobody = ~_named(User, "user:") & ~_named(Contact, "contact:")
    gone = Q(Exists(erased), kind__startswith="case.") | nobody
    return Reminder.objects.filter(gone).order_by("pk")


def _named(model: type[Model], prefix: str) -> Q:
    """Match the reminders to a person of this table who still exists."""
    key = Replace(OuterRef("recipient_key"), Value("-"), Value(""))
    people = _as_text(model, "pk")
    return Q(Exists(people.annotate(key=Concat(Value(prefix), "as_text")).filter(key=key)))


def _as_text(model: type[Model], column: str) -> QuerySet[Any]:
    """Annotate an id as text without hyphens: databases store it with or without."""
    text = Cast(column, CharField(max_length=_ID_LENGTH))
    rows: QuerySet[Any] = QuerySet(model).annotate(as_text=Replace(text, Value("-"), Value("")))
    return rows


def _erase(ids: Sequence[int]) -> int:
    return delete_rows(Reminder.objects.filter(pk__in=ids))


ERASERS = (
    Eraser(
        kind="reminder",
        label=_("Erinnerungen an Gelöschtes"),
        rule=lambda: gettext(
            "sobald es den Fall, das Konto oder die Kontaktperson nicht mehr gibt"
        ),
        due=_vanished,
        erase=_erase,
    ),
)
