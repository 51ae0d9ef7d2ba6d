"""How much waits for somebody: counted on the pages that are about it, remembered for all others.

The navigation says it on every page, and counting ten thousand cases takes longer than most pages.
So there it may be a minute old; what one has done oneself since then counts at once.
"""

from __future__ import annotations

from time import monotonic
from weakref import WeakKeyDictionary

from django.http import HttpRequest
from django.utils import timezone

from accounts.access import StaffRequest
from ateams.audit.models import Entry
from followups.counting import Waiting, waiting_for

_REMEMBERED_SECONDS = 60
_MOST = 1000  # people
_LOOKING = ("case.opened",)  # changes nothing that is due
# Goes with its request.
_kept: WeakKeyDictionary[HttpRequest, Waiting] = WeakKeyDictionary()
# Two numbers by what they were counted from, in this process alone, and until when they hold.
_remembered: dict[tuple[object, ...], tuple[Waiting, float]] = {}


def waiting_count(request: StaffRequest) -> Waiting:
    """Count what waits for whoever is signed in, once for the whole page."""
    if (kept := _kept.get(request)) is None:
        kept = waiting_for(request.user, timezone.localdate())
        remember_waiting(request, kept)
    return kept


def remember_waiting(request: StaffRequest, waiting: Waiting) -> None:
    """Hand over what a page has counted already, so that it is not counted again."""
    _kept[request] = waiting
    if len(_remembered) >= _MOST:
        _remembered.clear()
    _remembered[_counted_from(request)] = waiting, monotonic() + _REMEMBERED_SECONDS


def roughly_waiting(request: StaffRequest) -> Waiting:
    """Return what a page has counted, else what was counted within a minute, else count."""
    if kept := _kept.get(request):
        return kept
    known, holds_until = _remembered.get(_counted_from(request), (None, 0.0))
    if known is None or holds_until < monotonic():
        return waiting_count(request)
    return known


def _counted_from(request: StaffRequest) -> tuple[object, ...]:
    """Return all that changes the number at once, in one query by an index.

    That is the day, what the person may open, and what they did last.
    """
    user = request.user
    acts = Entry.objects.filter(actor=user.pk).exclude(action__in=_LOOKING).order_by("-id")
    newest = acts.values_list("id", flat=True).first()
    return user.pk, user.role, user.key_pair_id, timezone.localdate(), newest
