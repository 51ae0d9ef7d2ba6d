"""Removing entries whose time is over. Needs rights that the web and the worker do not have."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ateams.audit.enums import Action
from ateams.audit.models import Cut, Entry
from ateams.audit.services import record, wait_for_turn
from ateams.audit.signatures import signature_of
from ateams.audit.verification import verify


class BrokenChain(Exception):  # noqa: N818 - says what happened
    """The chain does not hold; what would show how is not removed."""


@transaction.atomic
def cut_before(before: datetime) -> Cut | None:
    """Remove the beginning of the chain up to the first entry since `before`, and sign the place.

    The newest entry always stays. Returns nothing if there is nothing to remove; raises
    `BrokenChain` if the chain does not hold.
    """
    wait_for_turn()
    verdict = verify()
    if verdict.fault:
        raise BrokenChain(verdict.fault)
    kept = Entry.objects.filter(at__gte=before).order_by("id").first() or (
        Entry.objects.order_by("-id").first()
    )
    gone = Entry.objects.filter(id__lt=kept.id) if kept else Entry.objects.none()
    last = gone.order_by("-id").first()
    if last is None:
        return None
    cut = Cut(position=last.id, digest=bytes(last.digest), at=timezone.now())
    cut.removed = gone.delete()[0]
    cut.signature = signature_of(cut)
    cut.save(force_insert=True)
    record(action=Action.LOG_CUT, subject=("log", cut.position), by=None, number=cut.removed)
    return cut
