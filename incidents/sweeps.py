"""What the periodic jobs do. Each may run at any time, late, twice or in several processes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from incidents.models import Attachment, Consent
from incidents.services.facts import quarters_in_motion, shuffle
from incidents.services.opening_ends import end_opening
from vault.files import delete_object, stored_objects

# No request lasts that long: what no row names after it was left by a process that died.
STRAY_AFTER = timedelta(days=1)
_BATCH = 500


def forget_stray_files(now: datetime) -> int:
    """Remove what lies in the storage and belongs to no case; return how many objects."""
    objects = stored_objects(before=now - STRAY_AFTER)
    removed = 0
    while batch := list(islice(objects, _BATCH)):
        removed += _forget(batch)
    return removed


def shuffle_facts(today: date) -> int:
    """Write anew, in random order, whatever counts cases that may still exist; return how much."""
    return sum(shuffle(quarter) for quarter in quarters_in_motion(today))


def end_openings(today: date) -> int:
    """End what was opened to others for a time that is over; return how many it were."""
    over = Consent.objects.over(today).order_by("pk").values_list("pk", flat=True)
    return sum(end_opening(consent_id=pk, today=today) for pk in over)


def _forget(batch: Sequence[tuple[str, UUID]]) -> int:
    ids = {file_id for _name, file_id in batch}
    known = set(Attachment.objects.filter(pk__in=ids).values_list("pk", flat=True))
    stray = [name for name, file_id in batch if file_id not in known]
    for name in stray:
        delete_object(name)
    return len(stray)
