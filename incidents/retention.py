"""How long a case is kept. The receipt promises the latest day; nothing can move it later."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings

from ateams.erasure import kept_until
from incidents.enums import CaseType

# Whatever the settings say, and whether the case is closed or not.
KEPT_AT_MOST = relativedelta(years=3)
BACKUPS_KEPT = timedelta(days=30)
# Nights on which the erasure may fail before a promise breaks.
SPARE = timedelta(days=3)
# Whoever works on a case that is still open is told so long before.
WARNED_BEFORE = timedelta(days=60)
# What was erased is remembered, by a random id, for as long as a backup may still hold it; twice
# as long, because somebody may have kept one longer than promised.
ORDERS_KEPT = 2 * BACKUPS_KEPT
# What nobody has come back to for so long, nobody misses.
DRAFTS_KEPT = timedelta(days=14)


def promised_day(received_on: date) -> date:
    """Return the day by which everything is gone, backups included."""
    return received_on + KEPT_AT_MOST + BACKUPS_KEPT


def last_day(gone_by: date) -> date:
    """Return the day on which a case is erased at the latest, so that the promise holds."""
    return gone_by - BACKUPS_KEPT - SPARE


def erased_on(*, gone_by: date, case_type: str, closed_on: date | None) -> date:
    """Return the day on which a case will be erased, as things stand."""
    latest = last_day(gone_by)
    if closed_on is None:
        return latest
    return min(latest, kept_until(closed_on, months=months_kept(case_type)))


def months_kept(case_type: str) -> int:
    """Return how many months after its closing a case of this type is kept."""
    months: int = settings.CASE_KEPT_MONTHS
    return min(months, settings.REPORT_KEPT_MONTHS) if case_type == CaseType.REPORT else months
