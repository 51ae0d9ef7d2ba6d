"""Settings that would make the vault weaker than promised are refused at start-up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from vault.costs import PASSPHRASE_COST, RECEIPT_COST, passphrase_cost, receipt_cost
from vault.crypto import SALT_BYTES


def settings_fit(**_options: Any) -> list[CheckMessage]:
    """Refuse settings with which the vault cannot work."""
    errors: list[CheckMessage] = []
    if len(settings.RECEIPT_SALT) != SALT_BYTES:
        errors.append(Error(f"RECEIPT_SALT must have {SALT_BYTES} bytes.", id="vault.E001"))
    if settings.SESSION_ENGINE.endswith("signed_cookies"):
        errors.append(
            Error(
                "The sealed half of an unlocked key must stay on the server.",
                hint="Choose another SESSION_ENGINE than signed_cookies.",
                id="vault.E002",
            )
        )
    return errors


def safe_in_production(**_options: Any) -> list[CheckMessage]:
    """Refuse what only tests and the demo may do."""
    errors: list[CheckMessage] = []
    if passphrase_cost().is_below(PASSPHRASE_COST):
        errors.append(Error(f"VAULT_PASSPHRASE_COST is below {PASSPHRASE_COST}.", id="vault.E003"))
    if receipt_cost() != RECEIPT_COST:
        errors.append(
            Error(
                f"VAULT_RECEIPT_COST is not {RECEIPT_COST}.",
                hint="Another cost makes every receipt handed out before worthless.",
                id="vault.E004",
            )
        )
    if not settings.VAULT_COOKIE_SECURE:
        errors.append(
            Error("VAULT_COOKIE_SECURE lets a key travel over plain HTTP.", id="vault.E005")
        )
    return errors
