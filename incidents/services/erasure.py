"""Erasing cases: one function, whatever the reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ateams.audit.services import record_many
from incidents import order_list
from incidents.models import Case, ErasureOrder, MonthlyTally, WithdrawnReceipt
from incidents.services.files import forget_files
from vault.models import Grant
from vault.services import erase_envelopes, lock_envelopes


class Reason(StrEnum):
    """Why a case is erased; the audit log names it."""

    WITHDRAWN = "case.withdrawn"
    OUTLIVED = "case.erased"
    ABUSE = "case.erased_as_abuse"
    RESTORED = "case.erased_again"


def erase_case(*, case_id: UUID, reason: Reason, by: UUID | None = None) -> bool:
    """Erase one case as `erase_cases` does; return whether there still was one."""
    return erase_cases(case_ids=[case_id], reason=reason, by=by) == 1


@transaction.atomic
def erase_cases(*, case_ids: Collection[UUID], reason: Reason, by: UUID | None = None) -> int:
    """Erase cases and all that belongs to them here; return how many there still were.

    The grants go first, without which nothing can be read, then every row. What is left: their
    dates in sums, entries of the audit log, the hashes of their receipts for as long as the forms
    that made them could be sent again, and orders that take them out of everything else.
    """
    cases = list(Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk"))
    ids = [case.pk for case in cases]
    envelopes = [case.shared_envelope_id for case in cases]
    envelopes += [case.internal_envelope_id for case in cases]
    lock_envelopes(envelopes)
    Grant.objects.filter(envelope__in=envelopes).delete()
    for case in cases if reason != Reason.ABUSE else ():
        add_to_tally(case, withdrawn=reason == Reason.WITHDRAWN)
    spent = [WithdrawnReceipt(receipt=case.receipt) for case in cases]
    WithdrawnReceipt.objects.bulk_create(spent, ignore_conflicts=True)
    forget_files(case_ids=ids)
    Case.objects.filter(pk__in=ids).delete()
    erase_envelopes(envelope_ids=envelopes)
    orders = [ErasureOrder(case_id=pk) for pk in ids]
    ErasureOrder.objects.bulk_create(orders, ignore_conflicts=True)
    transaction.on_commit(lambda: note_orders(ids), robust=True)
    record_many(action=reason.value, subjects=[("case", pk) for pk in ids], by=by)
    return len(ids)


def note_orders(case_ids: Collection[UUID]) -> None:
    """Write orders into the list outside the database, as far as they are not there yet."""
    orders = ErasureOrder.objects.filter(pk__in=case_ids, noted_at=None)
    by_day: dict[date, list[UUID]] = {}
    for order in orders:
        by_day.setdefault(order.ordered_on, []).append(order.case_id)
    for day, ids in by_day.items():
        order_list.append(ids, day=day)
    orders.update(noted_at=timezone.now())


def add_to_tally(case: Case, *, withdrawn: bool) -> None:
    """Add the dates of a case to the sums of its month."""
    received_on = timezone.localdate(case.received_at)
    MonthlyTally.objects.get_or_create(month=f"{received_on:%Y-%m}", channel=case.channel)
    sums = {"received": 1, "withdrawn": int(withdrawn)}
    if case.first_reply_at:
        days = (timezone.localdate(case.first_reply_at) - received_on).days
        sums |= {"replied": 1, "reply_days": max(days, 0)}
    if case.closed_at:
        days = (timezone.localdate(case.closed_at) - received_on).days
        sums |= {"closed": 1, "open_days": max(days, 0)}
    month = MonthlyTally.objects.filter(month=f"{received_on:%Y-%m}", channel=case.channel)
    month.update(**{name: F(name) + number for name, number in sums.items()})
