"""Changing what unwraps a key pair: its passphrase and its holder's recovery code.

The key pair itself stays, and so does everything it was granted. Opening is tried outside of any
transaction (wrong attempts count whatever follows), changing happens inside the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from vault.attempts import unwrap_by_code_with_pause, unwrap_with_pause, wrap_by_code, wrap_for
from vault.errors import Retired
from vault.models import KeyPair
from vault.unlocked import UnlockedKey


@dataclass(frozen=True)
class Opened:
    """A key pair that was just opened, and the epoch in which that was so."""

    key_pair: KeyPair
    secret_key: bytes = field(repr=False)
    epoch: int


def open_by_passphrase(*, key_pair: KeyPair, passphrase: str) -> Opened:
    """Open a key pair, active or not. Raises `WrongPassphrase`, `TooEarly` or `Retired`."""
    return Opened(key_pair, *unwrap_with_pause(key_pair=key_pair, passphrase=passphrase))


def open_by_code(*, key_pair: KeyPair, code: str) -> Opened:
    """Open a key pair with its recovery code. Raises as `open_by_passphrase`."""
    return Opened(key_pair, *unwrap_by_code_with_pause(key_pair=key_pair, code=code))


@transaction.atomic
def set_passphrase(*, opened: Opened, passphrase: str, spend_code: bool = False) -> Opened:
    """Wrap an opened key pair under another passphrase; every unlocked session of it is over.

    Returns it as opened in the new epoch, for the one session that goes on. `spend_code` takes the
    recovery code away, which opens a key pair once. Raises `Retired` if it was replaced, or its
    passphrase changed, since it was opened.
    """
    wrapped = wrap_for(opened.key_pair, secret=opened.secret_key, passphrase=passphrase)
    current = _lock(opened)
    current.wrapped_secret = wrapped
    if spend_code:
        current.wrapped_by_recovery_code = None
    current.epoch += 1
    current.save(update_fields=["wrapped_secret", "wrapped_by_recovery_code", "epoch"])
    return Opened(current, opened.secret_key, current.epoch)


@transaction.atomic
def set_recovery_code(*, key: UnlockedKey, code: str) -> KeyPair:
    """Wrap an unlocked key pair under a recovery code as well; an earlier code opens no more.

    Raises `Retired` if the key pair was replaced since it was unlocked.
    """
    current = KeyPair.objects.select_for_update().get(pk=key.key_pair_id)
    if current.retired_at:
        raise Retired
    wrapped = wrap_by_code(current, secret=key.secret_key, code=code)
    current.wrapped_by_recovery_code = wrapped
    current.save(update_fields=["wrapped_by_recovery_code"])
    return current


def _lock(opened: Opened) -> KeyPair:
    same = KeyPair.objects.filter(pk=opened.key_pair.pk, epoch=opened.epoch)
    current = same.select_for_update().first()
    if current is None or current.retired_at:
        raise Retired
    return current
