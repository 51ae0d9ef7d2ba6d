"""Making the address of a calendar feed, and ending it."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from trainings.models import CalendarFeed


@transaction.atomic
def make_feed(*, shows: str, by: User) -> CalendarFeed:
    """Draw a new address for a feed of the own account; an earlier one ends at once."""
    feed, _is_new = CalendarFeed.objects.update_or_create(
        user=by, shows=shows, defaults={"key": uuid.uuid4(), "made_at": timezone.now()}
    )
    record(action="account.feed_made", subject=("account", by.id), by=by.id)
    return feed


@transaction.atomic
def end_feed(*, shows: str, by: User) -> None:
    """End the address of a feed. Twice does no harm."""
    if CalendarFeed.objects.filter(user=by, shows=shows).delete()[0]:
        record(action="account.feed_ended", subject=("account", by.id), by=by.id)
