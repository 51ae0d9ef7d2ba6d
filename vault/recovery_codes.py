"""The holder's printed recovery code: a second secret that opens the own key pair, used once.

24 digits, 79.7 bits: as hard to guess as the six words, and nothing that looks like them. One group
more than a receipt code has, so that none can be taken for the other.
"""

from __future__ import annotations

from vault.digits import draw_digits, read_digits

DIGITS = 24


def new_recovery_code() -> str:
    """Draw a recovery code: 24 random digits without spaces."""
    return draw_digits(DIGITS)


def normalise_code(text: str) -> str:
    """Return the digits that were typed, whatever stands between them.

    What cannot be a code stays what it is: a wrong one, refused like any other.
    """
    return read_digits(text) or text
