"""Settings with which the sign-in would promise more than it holds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name


def safe_in_production(**_options: Any) -> list[CheckMessage]:
    """Refuse what only tests and the demo may do."""
    found: list[CheckMessage] = []
    if not settings.REQUIRE_SECOND_FACTOR:
        found.append(
            Error(
                "REQUIRE_SECOND_FACTOR is off: a password alone leads to cases.", id="accounts.E001"
            )
        )
    if settings.SECURE_SSL_REDIRECT and settings.ALLAUTH_TRUSTED_PROXY_COUNT < 1:
        found.append(
            Warning(
                "TRUSTED_PROXIES is 0 while a proxy ends HTTPS: everybody counts as one visitor.",
                hint="Set TRUSTED_PROXIES to the number of proxies, else a stranger who tries "
                "passwords keeps everybody from signing in.",
                id="accounts.W001",
            )
        )
    return found
