"""Periods that would break a promise are refused at start-up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from incidents.retention import KEPT_AT_MOST

_PERIODS = (
    "CASE_KEPT_MONTHS",
    "REPORT_KEPT_MONTHS",
    "ACCOUNT_KEPT_MONTHS",
    "LEFT_GRANTS_KEPT_DAYS",
    "RETIRED_KEY_KEPT_DAYS",
    "INVITATION_KEPT_DAYS",
    "MAIL_TEXT_KEPT_DAYS",
    "MAIL_KEPT_MONTHS",
    "FOLLOW_UP_TEXT_KEPT_MONTHS",
    "ATTENDANCE_NAMES_KEPT_MONTHS",
    "CERTIFICATE_KEPT_MONTHS",
    "FEEDBACK_TEXT_KEPT_MONTHS",
)


def periods_fit(**_options: Any) -> list[CheckMessage]:
    """Refuse periods that erase at once, or keep cases longer than every receipt says."""
    errors: list[CheckMessage] = [
        Error(f"{name} must be at least 1.", id="incidents.E001")
        for name in _PERIODS
        if getattr(settings, name) < 1
    ]
    longest = 12 * KEPT_AT_MOST.years
    if longest < settings.CASE_KEPT_MONTHS:
        errors.append(Error(f"CASE_KEPT_MONTHS is more than {longest}.", id="incidents.E002"))
    if settings.REPORT_KEPT_MONTHS > settings.CASE_KEPT_MONTHS:
        errors.append(
            Error("REPORT_KEPT_MONTHS is more than CASE_KEPT_MONTHS.", id="incidents.E003")
        )
    return errors
