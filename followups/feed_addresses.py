"""Making the address of the agenda's feed, ending it, and finding whose it is."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from followups.models import AgendaFeed


@transaction.atomic
def make_agenda_feed(*, by: User) -> str:
    """Draw a new address for the own agenda and return its token; an earlier one ends at once.

    The token is known to whoever asked for it, and to nobody else from then on.
    """
    token = secrets.token_urlsafe(32)
    feed, is_new = AgendaFeed.objects.update_or_create(
        user=by, defaults={"digest": _digest(token), "made_at": timezone.now()}
    )
    if not is_new:
        feed.told.all().delete()  # another calendar, which knows nothing yet
    record(action="account.feed_made", subject=("account", by.id), by=by.id)
    return token


@transaction.atomic
def end_agenda_feed(*, by: User) -> None:
    """End the address of the own agenda. Twice does no harm."""
    if AgendaFeed.objects.filter(user=by).delete()[0]:
        record(action="account.feed_ended", subject=("account", by.id), by=by.id)


def feed_of(token: str) -> AgendaFeed | None:
    """Return the feed that a token opens, if any."""
    return AgendaFeed.objects.select_related("user").filter(digest=_digest(token)).first()


def feed_address(token: str) -> str:
    """Return the absolute address under which a calendar program fetches the feed."""
    return f"{settings.BASE_URL}{reverse('followups:feed', args=[token])}"


def _digest(token: str) -> str:
    """Digest a token: it is drawn at random, so that nobody finds it by trying."""
    return hashlib.sha256(token.encode()).hexdigest()
