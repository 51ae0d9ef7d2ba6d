"""What Argon2id costs in this installation, and how much of it may run at the same time.

Receipt codes keep no parameters beside them: changing their cost or salt makes every receipt
that was ever handed out worthless. Passphrases do, and are wrapped anew when their cost rises.
"""

from __future__ import annotations

from django.conf import settings

from vault.crypto import Cost
from vault.slots import FairSlots

MIB = 1024 * 1024
# The sums are in docs/security/receipt-code.md.
PASSPHRASE_COST = Cost(passes=3, memory=64 * MIB)
RECEIPT_COST = Cost(passes=2, memory=16 * MIB)

# Whoever finds no slot free waits for one; nobody is refused, nobody overtaken. Each process has
# slots of its own.
PASSPHRASE_SLOTS = FairSlots(2)
RECEIPT_SLOTS = FairSlots(settings.VAULT_CONCURRENT_STRETCHINGS)


def passphrase_cost() -> Cost:
    """Return the cost of wrapping secret keys here; the tests alone lower it."""
    return Cost(*settings.VAULT_PASSPHRASE_COST)


def receipt_cost() -> Cost:
    """Return the cost of stretching a receipt code here; the tests alone lower it."""
    return Cost(*settings.VAULT_RECEIPT_COST)
