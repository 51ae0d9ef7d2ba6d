"""How much waits for somebody: counted on the pages that are about it, remembered for all others.

The navigation says it on every page, and counting ten thousand cases takes longer than most pages.
So there it may be a minute old; what one has done oneself since then counts at once.
"""

from __future__ import annotations

import logging
from weakref import WeakKeyDictionary

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.access import StaffRequest
from ateams.audit.models import Entry
from followups.counting import Waiting, waiting_for

logger = logging.getLogger(__name__)

_REMEMBERED_SECONDS = 60
_LOOKING = ("case.opened",)  # changes nothing that is due
# Goes with its request.
_kept: WeakKeyDictionary[HttpRequest, Waiting] = WeakKeyDictionary()


def waiting_count(request: StaffRequest) -> Waiting:
    """Count what waits for whoever is signed in, once for the whole page."""
    if (kept := _kept.get(request)) is None:
        kept = waiting_for(request.user, timezone.localdate())
        remember_waiting(request, kept)
    return kept


def remember_waiting(request: StaffRequest, waiting: Waiting) -> None:
    """Hand over what a page has counted already, so that it is not counted again."""
    _kept[request] = waiting
    try:
        cache.set(_name(request), (waiting.overdue, waiting.today), _REMEMBERED_SECONDS)
    except (RedisError, OSError):
        logger.warning("The cache is away: what waits is counted on every page.")


def roughly_waiting(request: StaffRequest) -> Waiting:
    """Return what a page has counted, else what was counted within a minute, else count."""
    if kept := _kept.get(request):
        return kept
    try:
        known = cache.get(_name(request))
    except (RedisError, OSError):
        known = None
    if known is None:
        return waiting_count(request)
    _kept[request] = Waiting(*known)
    return _kept[request]


def _name(request: StaffRequest) -> str:
    """Name what is remembered by all that changes it at once, in one query by an index.

    That is the day, which cases the person may open, and what they did last.
    """
    user = request.user
    acts = Entry.objects.filter(actor=user.pk).exclude(action__in=_LOOKING).order_by("-id")
    newest = acts.values_list("id", flat=True).first()
    day = timezone.localdate().isoformat()
    return f"waiting:{user.pk}:{user.role}:{user.key_pair_id}:{day}:{newest}"
