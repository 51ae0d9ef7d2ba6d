"""Codes on certificates: nobody guesses one, and everybody can type one."""

from __future__ import annotations

import secrets

# 16 of 32 signs: 80 bits. No I, O, 0 and 1, which look alike on paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 16
_GROUP = 4


def new_code() -> str:
    """Draw a code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """Return a code as it stands on paper: in groups of four."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed_code(text: str) -> str | None:
    """Return the code that somebody typed or scanned, however spaced; None if it is none."""
    code = "".join(text.upper().split()).replace("-", "")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
