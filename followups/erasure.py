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
from ateams.erasure import Eraser, days_before, delete_rows, end_of, newest_outlived
from followups.models import Delegation, Reminder, Snooze
from incidents.models import ErasureOrder

_ID_LENGTH = 36  # of a UUID as text
# As long as it counts from the new day: by then all stages have come.
PUT_OFF_KEPT_DAYS = 90
# Whatever is still open then goes back to whoever had it.
PASSED_ON_KEPT_MONTHS = 12


def forget_case(case_id: UUID) -> int:
    """Delete the reminders of an erased case, and what was arranged about it; return how many.

    A mail that is on its way stays: it says the same whatever waits, and may tell of other cases.
    """
    of_case = {"kind__startswith": "case.", "object_id__startswith": str(case_id)}
    return sum(
        delete_rows(rows.filter(**of_case))
        for rows in (Reminder.objects.all(), Snooze.objects.all(), Delegation.objects.all())
    )


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


def _slept(day: date) -> QuerySet[Snooze]:
    return Snooze.objects.filter(until__lt=days_before(day, PUT_OFF_KEPT_DAYS)).order_by("pk")


def _erase_slept(ids: Sequence[UUID]) -> int:
    return delete_rows(Snooze.objects.filter(pk__in=ids))


def _passed_on_long_ago(day: date) -> QuerySet[Delegation]:
    over = end_of(newest_outlived(day, months=PASSED_ON_KEPT_MONTHS))
    return Delegation.objects.filter(at__lt=over).order_by("pk")


def _erase_passed_on(ids: Sequence[UUID]) -> int:
    return delete_rows(Delegation.objects.filter(pk__in=ids))


ERASERS = (
    Eraser(
        kind="snooze",
        label=_("Verschobenes"),
        rule=lambda: (
            gettext("%(days)d Tage nach dem Tag der Wiedervorlage") % {"days": PUT_OFF_KEPT_DAYS}
        ),
        due=_slept,
        erase=_erase_slept,
    ),
    Eraser(
        kind="delegation",
        label=_("Abgegebenes"),
        rule=lambda: (
            gettext("%(months)d Monate nach dem Abgeben") % {"months": PASSED_ON_KEPT_MONTHS}
        ),
        due=_passed_on_long_ago,
        erase=_erase_passed_on,
    ),
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
