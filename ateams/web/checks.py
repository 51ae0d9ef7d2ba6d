"""Settings under which pages or mails would show what nobody may see are refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def nothing_is_shown_to_strangers(**_options: Any) -> list[CheckMessage]:
    """Refuse pages with tracebacks, and mails with the requests that failed."""
    errors: list[CheckMessage] = []
    if settings.DEBUG:
        errors.append(
            Error("DEBUG shows everybody what stood in a request that failed.", id="web.E001")
        )
    if settings.ADMINS or settings.MANAGERS:
        errors.append(
            Error(
                "ADMINS and MANAGERS are mailed requests that failed, with what people wrote.",
                hint="Leave them empty; the log says what failed.",
                id="web.E002",
            )
        )
    return errors
