"""What the vault answers when it cannot or must not do something. No error carries a secret."""

# ruff: noqa: N818 - each name says what happened; "Error" would add nothing
from __future__ import annotations

from datetime import datetime


class VaultError(Exception):
    """Any refusal of the vault."""


class Unopenable(VaultError):
    """Sealed bytes that this key does not open at this place: wrong key, moved or damaged."""


class Unsealable(VaultError):
    """A text with a lone surrogate, which no encoding can carry."""


class NotGranted(VaultError):
    """The reader holds no grant for the envelope, or the envelope is gone."""


class NoReader(VaultError):
    """An envelope without a single reader would be lost at once."""


class NoRecoveryKey(VaultError):
    """The organisation has no recovery key yet; nothing may be sealed before."""


class NotActive(VaultError):
    """The key pair has not been activated, or no longer is."""


class AlreadyActivated(VaultError):
    """A key pair is active already, so the next ones are activated by its holder."""


class Retired(VaultError):
    """The key pair was replaced for good."""


class WrongPassphrase(VaultError):
    """The passphrase does not open the key pair."""


class TooEarly(VaultError):
    """A passphrase may be tried again only after the pause that wrong ones have caused."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class WrongHalf(VaultError):
    """A half of the recovery key was mistyped: number 1 or 2, or 0 when both are the same."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
