"""Rows that count, and lead back to nobody."""

from __future__ import annotations

from datetime import date
from secrets import SystemRandom
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from incidents.classification import CASE_TYPE, Classification
from incidents.models import Case, FactRow
from incidents.retention import KEPT_AT_MOST

_BATCH = 500
_COLUMNS = ("quarter", "channel", "institution_type", "district", "codes")


def quarter_of(day: date) -> str:
    """Return the quarter of a day, such as "2026-Q4"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def count_case(*, case: Case, classification: Classification, row_id: UUID) -> None:
    """Write what is counted of a locked case, or correct it.

    One statement whether the row is there or not, so that it meets the nightly shuffle safely.
    """
    codes = classification.payload()["codes"] | {CASE_TYPE: [case.type]}
    row = FactRow(
        id=row_id,
        quarter=quarter_of(timezone.localdate(case.received_at)),
        channel=case.channel,
        institution_type=classification.institution_type,
        district=classification.district,
        codes=codes,
    )
    FactRow.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS
    )


def forget_row(row_id: UUID) -> None:
    """Take back what was counted of a case that turned out to be none."""
    FactRow.objects.filter(pk=row_id).delete()


def quarters_in_motion(today: date) -> list[str]:
    """Return the quarters in which rows can still be written: cases of earlier ones are gone."""
    first = quarter_of(today - KEPT_AT_MOST)
    found = FactRow.objects.filter(quarter__gte=first).order_by("quarter")
    return list(found.values_list("quarter", flat=True).distinct())


@transaction.atomic
def shuffle(quarter: str) -> int:
    """Write all rows of a quarter anew, in random order; return how many.

    After it they lie in no order, and all were written by one transaction: nothing in the
    database tells any more which of them was written when.
    """
    _keep_others_out()
    rows = list(FactRow.objects.filter(quarter=quarter))
    SystemRandom().shuffle(rows)
    FactRow.objects.filter(quarter=quarter).delete()
    FactRow.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def _keep_others_out() -> None:
    """Let nobody else write a row until the transaction ends; on SQLite that is so anyway.

    Whoever corrects a row meanwhile waits, and then finds the new one.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE incidents_factrow IN EXCLUSIVE MODE")
