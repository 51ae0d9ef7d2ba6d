"""How many cases of each kind somebody can open: counted once for a page that says it often."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.db.models import Count, Q
from django.http import HttpRequest

from accounts.access import StaffRequest
from incidents.enums import ENDED
from incidents.models import Case

_OPEN = Q(apart=False) & ~Q(state__in=ENDED)
_COUNTED = {
    "open": _OPEN,
    "unread": _OPEN & Q(unread=True),
    "unattended": _OPEN & (Q(responsible__isnull=True) | Q(next_date__isnull=True)),
    "piled": Q(apart=True),
    "piled_urgent": Q(apart=True, urgent=True),
}
# Goes with its request.
_kept: WeakKeyDictionary[HttpRequest, CaseCounts] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """Open cases, those of them that wait for somebody, and what lies on the pile."""

    open: int
    own: int
    unread: int
    unattended: int
    piled: int
    piled_urgent: int


def case_counts(request: StaffRequest) -> CaseCounts:
    """Count what the person can open, and nothing else, in one query for the whole page."""
    if (kept := _kept.get(request)) is None:
        kept = _kept[request] = _count(request)
    return kept


def _count(request: StaffRequest) -> CaseCounts:
    conditions = {**_COUNTED, "own": _OPEN & Q(responsible=request.user)}
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    return CaseCounts(**Case.objects.granted_to(request.user).order_by().aggregate(**counts))
