"""The receipt code that brings a reporter back: 20 digits, 66 bits, never stored.

Digits work in every script. Stretching a code gives the value under which the case is found and
the key pair with which the reporter reads; `docs/security/receipt-code.md` counts what guessing
would cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from django.conf import settings

from vault.costs import RECEIPT_SLOTS, receipt_cost
from vault.crypto import argon2id, public_key_of
from vault.digits import draw_digits, groups, read_digits

DIGITS = 20
_HALF = 32


@dataclass(frozen=True)
class Receipt:
    """What a receipt code is stretched into. Only `lookup_hash` may ever be stored."""

    lookup: bytes = field(repr=False)
    secret_key: bytes = field(repr=False)
    public_key: bytes

    @property
    def lookup_hash(self) -> bytes:
        """Return what is stored to find the case again, 32 bytes."""
        return sha256(self.lookup).digest()


def new_code() -> str:
    """Draw a receipt code: 20 random digits without spaces."""
    return draw_digits(DIGITS)


def format_code(code: str) -> str:
    """Show a code as it is printed: five groups of four digits."""
    return " ".join(groups(code))


def normalise(text: str) -> str | None:
    """Return the code that somebody typed, or nothing if it cannot be one.

    Spaces, dashes and invisible marks do not count; the digits of any script do.
    """
    code = read_digits(text)
    return code if code and len(code) == DIGITS else None


def stretch(code: str) -> Receipt:
    """Derive look-up value and key pair from a normalised code; waits for a free slot.

    Argon2id with the installation's own salt, some 15 ms on one core.
    """
    with RECEIPT_SLOTS:
        stretched = argon2id(
            code.encode(), salt=settings.RECEIPT_SALT, cost=receipt_cost(), size=2 * _HALF
        )
    lookup, secret_key = stretched[:_HALF], stretched[_HALF:]
    return Receipt(lookup, secret_key, public_key_of(secret_key))
