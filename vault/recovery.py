"""The recovery key on paper: two halves for two safes, each worth nothing alone.

The exclusive or of the halves is the secret key. Each ends with a word that shows a slip of the
pen when it is typed back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from textwrap import wrap

from nacl.utils import random

from vault.crypto import KEY_BYTES, new_key_pair
from vault.errors import WrongHalf
from vault.passphrases import WORDS

_GROUP = 4


@dataclass(frozen=True)
class RecoverySecret:
    """A recovery key at the one moment when it exists outside paper. Print it, then forget it.

    `halves` are two lines of text: 16 groups of four hexadecimal digits and the check word.
    """

    public_key: bytes
    secret_key: bytes = field(repr=False)
    halves: tuple[str, str] = field(repr=False)


def draw() -> RecoverySecret:
    """Draw a new recovery key and split it."""
    secret_key, public_key = new_key_pair()
    first = random(KEY_BYTES)
    halves = (_to_text(first), _to_text(_xor(first, secret_key)))
    return RecoverySecret(public_key=public_key, secret_key=secret_key, halves=halves)


def secret_from_halves(first: str, second: str) -> bytes:
    """Return the secret key, whichever half was typed first; raise `WrongHalf` for a slip."""
    halves = [_from_text(text, number) for number, text in enumerate((first, second), start=1)]
    if halves[0] == halves[1]:
        raise WrongHalf(0)
    return _xor(*halves)


def _to_text(half: bytes) -> str:
    return " ".join([*wrap(half.hex(), _GROUP), _check_word(half)])


def _from_text(text: str, number: int) -> bytes:
    *groups, word = text.casefold().split() or [""]
    try:
        half = bytes.fromhex("".join(groups))
    except ValueError:
        half = b""
    if len(half) != KEY_BYTES or word != _check_word(half):
        raise WrongHalf(number)
    return half


def _check_word(half: bytes) -> str:
    return WORDS[int.from_bytes(sha256(half).digest()[:8], "big") % len(WORDS)]


def _xor(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))
