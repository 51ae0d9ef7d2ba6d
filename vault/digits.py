"""Secrets made of digits: drawn, shown in groups of four, and read back however they were typed.

Digits work in every script, and nobody takes them for the six words of a passphrase.
"""

from __future__ import annotations

import secrets
import unicodedata

GROUP = 4
_DASH_OR_INVISIBLE = {"Pd", "Cf"}
_MINUS_SIGN = "\u2212"


def draw_digits(count: int) -> str:
    """Draw so many random digits, without spaces."""
    return f"{secrets.randbelow(10**count):0{count}d}"


def groups(code: str) -> list[str]:
    """Return the groups of four in which a code is shown and compared."""
    return [code[start : start + GROUP] for start in range(0, len(code), GROUP)]


def read_digits(text: str) -> str | None:
    """Return the digits that somebody typed, or nothing if anything else is among them.

    Spaces, dashes and invisible marks do not count; the digits of any script do.
    """
    digits = [_digit(character) for character in text if not _separates(character)]
    return None if None in digits else "".join(digit for digit in digits if digit)


def _separates(character: str) -> bool:
    return (
        character.isspace()
        or character == _MINUS_SIGN
        or unicodedata.category(character) in _DASH_OR_INVISIBLE
    )


def _digit(character: str) -> str | None:
    value = unicodedata.decimal(character, None)
    return None if value is None else str(value)
