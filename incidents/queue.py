"""The order in which cases are looked at, and which one comes next.

Urgent ones first, then new ones, then unread ones, then by the date that comes first; what is
over stands at the end, what ended last before the rest. The database sorts, so a list of any
length costs one page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import DateField, F, Q, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from incidents.enums import ENDED, State
from incidents.models import Case
from incidents.models.case import CaseQuerySet

# Databases differ in where they put what has no date; here it comes last.
_NEVER = Value(date(9999, 12, 31), output_field=DateField())
_OVER = Q(state__in=ENDED)


def _step(condition: Q, weight: int) -> Choice:
    return Choice(When(condition, then=0), default=weight)


_RANK = (
    _step(~_OVER, 8)
    + _step(_OVER | Q(urgent=True), 4)
    + _step(_OVER | Q(state=State.NEW), 2)
    + _step(_OVER | Q(unread=True), 1)
)
_DAY = Least(Coalesce("reply_due_on", _NEVER), Coalesce("next_date", _NEVER))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an open case stands in the queue. Survives that the case itself moves on."""

    rank: int
    day: date
    received_at: datetime
    pk: UUID

    def as_json(self) -> dict[str, Any]:
        """Return what a session can keep."""
        day, received_at = self.day.isoformat(), self.received_at.isoformat()
        return {"rank": self.rank, "day": day, "received_at": received_at, "pk": str(self.pk)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Place:
        """Read what `as_json` wrote."""
        return cls(
            kept["rank"],
            date.fromisoformat(kept["day"]),
            datetime.fromisoformat(kept["received_at"]),
            UUID(kept["pk"]),
        )


def queue_order(cases: CaseQuerySet) -> CaseQuerySet:
    """Put cases into the order of the queue."""
    ended = F("closed_at").desc(nulls_last=True)
    ordered: CaseQuerySet = _placed(cases).order_by("rank", "day", ended, "received_at", "pk")
    return ordered


def place_of(case: Case) -> Place:
    """Return where a case stands now, in one query."""
    found = _placed(Case.objects.filter(pk=case.pk))
    return Place(*found.values_list("rank", "day", "received_at", "pk").get())


def next_after(cases: CaseQuerySet, place: Place) -> Case | None:
    """Return the open case that stands behind a place, in one query; it knows its reference only.

    Thousands stand behind it, and what is sorted along costs as much as the sorting.
    """
    same_day = Q(rank=place.rank, day=place.day)
    behind = (
        Q(rank__gt=place.rank)
        | Q(rank=place.rank, day__gt=place.day)
        | (same_day & Q(received_at__gt=place.received_at))
        | (same_day & Q(received_at=place.received_at, pk__gt=place.pk))
    )
    ordered: Any = queue_order(cases.open().select_related(None).only("reference"))
    found: Case | None = ordered.filter(behind).exclude(pk=place.pk).first()
    return found


def overdue(cases: CaseQuerySet) -> CaseQuerySet:
    """Keep the open cases whose answer or next date should have come before today."""
    return cases.open().filter(past_due(timezone.localdate()))


def past_due(today: date) -> Q:
    """Whether the answer or the next date of a case should have come before this day."""
    return Q(reply_due_on__lt=today) | Q(next_date__lt=today)


def _placed(cases: CaseQuerySet) -> Any:
    """Annotate cases with their rank and day; whoever orders or filters by them knows both."""
    return cases.annotate(rank=_RANK, day=_DAY)
