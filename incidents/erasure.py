"""What the incidents package erases, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.erasure import Eraser, delete_rows
from incidents.models import Case, Draft, ErasureOrder, WithdrawnReceipt
from incidents.retention import DRAFTS_KEPT, ORDERS_KEPT
from incidents.services.erasure import Reason, erase_case
from incidents.services.reports import FORM_VALID


def _outlived(day: date) -> QuerySet[Case]:
    return Case.objects.outlived(day).order_by("gone_by", "pk")


def _erase_cases(ids: Sequence[UUID]) -> int:
    return sum(erase_case(case_id=case_id, reason=Reason.OUTLIVED) for case_id in ids)


def _case_rule() -> str:
    return gettext(
        "%(cases)d Monate nach dem Abschluss, reine Meldungen nach %(reports)d; spätestens drei "
        "Jahre nach dem Eingang"
    ) % {"cases": settings.CASE_KEPT_MONTHS, "reports": settings.REPORT_KEPT_MONTHS}


def _spent_receipts(day: date) -> QuerySet[WithdrawnReceipt]:
    return WithdrawnReceipt.objects.outlived(day - FORM_VALID).order_by("pk")


def _erase_receipts(ids: Sequence[int]) -> int:
    return delete_rows(WithdrawnReceipt.objects.filter(pk__in=ids))


def _old_orders(day: date) -> QuerySet[ErasureOrder]:
    return ErasureOrder.objects.outlived(day - ORDERS_KEPT).order_by("pk")


def _erase_orders(ids: Sequence[UUID]) -> int:
    return delete_rows(ErasureOrder.objects.filter(pk__in=ids))


def _old_drafts(day: date) -> QuerySet[Draft]:
    return Draft.objects.outlived(day - DRAFTS_KEPT).order_by("pk")


def _erase_drafts(ids: Sequence[UUID]) -> int:
    return delete_rows(Draft.objects.filter(pk__in=ids))


ERASERS = (
    Eraser(
        kind="case",
        label=_("Fälle"),
        rule=_case_rule,
        due=_outlived,
        erase=_erase_cases,
        batch=1,
    ),
    Eraser(
        kind="spent_receipt",
        label=_("Verbrauchte Beleg-Codes"),
        rule=lambda: gettext("%(days)d Tage nach der Löschung") % {"days": FORM_VALID.days},
        due=_spent_receipts,
        erase=_erase_receipts,
    ),
    Eraser(
        kind="draft",
        label=_("Entwürfe in Fällen"),
        rule=lambda: gettext("%(days)d Tage nach dem letzten Tippen") % {"days": DRAFTS_KEPT.days},
        due=_old_drafts,
        erase=_erase_drafts,
    ),
    Eraser(
        kind="erasure_order",
        label=_("Ausgeführte Löschaufträge"),
        rule=lambda: gettext("%(days)d Tage nach der Löschung") % {"days": ORDERS_KEPT.days},
        due=_old_orders,
        erase=_erase_orders,
    ),
)
