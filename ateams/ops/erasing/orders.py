"""What was erased must stay erased: everywhere else, and after a restored backup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ateams.ops.erasing.sources import FORGETTERS
from incidents import order_list
from incidents.models import Case, ErasureOrder
from incidents.retention import ORDERS_KEPT
from incidents.services.erasure import Reason, erase_case, note_orders

BATCH = 100


def carry_out_orders(now: datetime) -> int:
    """Carry out the orders that wait, each in its own transaction; return how many.

    Whatever a dying process left out of the list outside the database is written there first.
    """
    note_orders(_ids(ErasureOrder.objects.filter(noted_at=None).values_list("pk", flat=True)))
    waiting = _ids(ErasureOrder.objects.filter(done_at=None).values_list("pk", flat=True))
    for case_id in waiting:
        with transaction.atomic():
            for forget in FORGETTERS:
                forget(case_id)
            ErasureOrder.objects.filter(pk=case_id).update(done_at=now)
    order_list.remove_before(timezone.localdate(now) - ORDERS_KEPT)
    return len(waiting)


def replay(folder: Path | None = None) -> int:
    """Erase again every case that an order names and a backup brought back; return how many.

    Orders are those of the database and of the lists outside it, in `folder` or in our own.
    """
    named = {*ErasureOrder.objects.values_list("pk", flat=True), *order_list.listed(folder)}
    back = Case.objects.filter(pk__in=named).values_list("pk", flat=True)
    return sum(erase_case(case_id=case_id, reason=Reason.RESTORED) for case_id in list(back))


def _ids(ids: Iterable[UUID]) -> list[UUID]:
    return list(ids[:BATCH])  # type: ignore[index]
