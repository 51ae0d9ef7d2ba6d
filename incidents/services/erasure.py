"""Erasing a case: one function, whatever the reason."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ateams.audit.services import record
from incidents import order_list
from incidents.models import Case, ErasureOrder, MonthlyTally, WithdrawnReceipt
from incidents.services.files import forget_files
from vault.models import Grant
from vault.services import erase_envelopes


class Reason(StrEnum):
    """Why a case is erased; the audit log names it."""

    WITHDRAWN = "case.withdrawn"
    OUTLIVED = "case.erased"
    ABUSE = "case.erased_as_abuse"
    RESTORED = "case.erased_again"


@transaction.atomic
def erase_case(*, case_id: UUID, reason: Reason, by: UUID | None = None) -> bool:
    """Erase a case and all that belongs to it here; return whether there still was one.

    The grants go first, without which nothing can be read, then every row. What is left: its
    dates in a sum, entries of the audit log, the hash of its receipt for as long as the form that
    made it could be sent again, and an order that takes it out of everything else.
    """
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        return False
    envelopes = [case.shared_envelope_id, case.internal_envelope_id]
    Grant.objects.filter(envelope__in=envelopes).delete()
    if reason != Reason.ABUSE:
        add_to_tally(case, withdrawn=reason == Reason.WITHDRAWN)
    WithdrawnReceipt.objects.get_or_create(receipt=case.receipt)
    forget_files(case_ids=[case_id])
    case.delete()
    erase_envelopes(envelope_ids=envelopes)
    ErasureOrder.objects.get_or_create(case_id=case_id)
    transaction.on_commit(lambda: note_order(case_id), robust=True)
    record(action=reason.value, subject=("case", case_id), by=by)
    return True


def note_order(case_id: UUID) -> None:
    """Write an order into the list outside the database, if it is not there yet."""
    order = ErasureOrder.objects.filter(pk=case_id, noted_at=None).first()
    if order:
        order_list.append([order.case_id], day=order.ordered_on)
        ErasureOrder.objects.filter(pk=case_id).update(noted_at=timezone.now())


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
