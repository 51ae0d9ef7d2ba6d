"""Trying a passphrase or a recovery code: slowed down after wrong ones, never locked out.

Both are counted together per key pair: whoever guesses gains nothing by trying the other one.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from vault.costs import PASSPHRASE_SLOTS, passphrase_cost
from vault.crypto import Place, unwrap_secret, wrap_secret, wrapping_cost
from vault.errors import Retired, TooEarly, Unopenable, WrongPassphrase
from vault.models import KeyPair
from vault.passphrases import normalise
from vault.recovery_codes import normalise_code

FREE_ATTEMPTS = 3
# 77 bits need no longer pause, and the rightful holder must get in.
LONGEST_PAUSE = timedelta(minutes=1)
_NO_ATTEMPTS: dict[str, object] = {"failed_attempts": 0, "next_attempt_at": None}


def secret_place(key_pair: KeyPair) -> Place:
    """Return the place to which a wrapped secret key is bound."""
    return Place("vault_keypair", str(key_pair.pk), "wrapped_secret")


def code_place(key_pair: KeyPair) -> Place:
    """Return the place of a secret key that a recovery code wraps: it is no passphrase's."""
    return Place("vault_keypair", str(key_pair.pk), "wrapped_by_recovery_code")


def wrap_for(key_pair: KeyPair, *, secret: bytes, passphrase: str) -> bytes:
    """Wrap a secret key for its key pair at today's cost; waits for a free slot."""
    with PASSPHRASE_SLOTS:
        return wrap_secret(
            secret,
            passphrase=normalise(passphrase),
            place=secret_place(key_pair),
            cost=passphrase_cost(),
        )


def wrap_by_code(key_pair: KeyPair, *, secret: bytes, code: str) -> bytes:
    """Wrap a secret key under its holder's recovery code, as dear as under the passphrase."""
    with PASSPHRASE_SLOTS:
        return wrap_secret(
            secret,
            passphrase=normalise_code(code),
            place=code_place(key_pair),
            cost=passphrase_cost(),
        )


def unwrap_with_pause(*, key_pair: KeyPair, passphrase: str) -> tuple[bytes, int]:
    """Return the secret key and the epoch in which the passphrase was valid.

    Raises `WrongPassphrase`, `TooEarly` while a pause lasts, or `Retired` for a key pair that was
    replaced. Must not run inside a transaction: what it counts would be lost on a roll-back.
    """
    current = _count_attempt(key_pair)
    try:
        with PASSPHRASE_SLOTS:
            secret = unwrap_secret(
                current.wrapped_secret,
                passphrase=normalise(passphrase),
                place=secret_place(current),
            )
    except Unopenable:
        raise WrongPassphrase from None
    _forget_attempts(current, secret=secret, passphrase=passphrase)
    return secret, current.epoch


def unwrap_by_code_with_pause(*, key_pair: KeyPair, code: str) -> tuple[bytes, int]:
    """Return the secret key and the epoch in which the recovery code was valid.

    Raises as `unwrap_with_pause` does; a key pair without a code has none that is right.
    """
    current = _count_attempt(key_pair)
    try:
        with PASSPHRASE_SLOTS:
            secret = unwrap_secret(
                current.wrapped_by_recovery_code or b"",
                passphrase=normalise_code(code),
                place=code_place(current),
            )
    except Unopenable:
        raise WrongPassphrase from None
    KeyPair.objects.filter(pk=current.pk, epoch=current.epoch).update(**_NO_ATTEMPTS)
    return secret, current.epoch


def pause_after(failed_attempts: int) -> timedelta:
    """Return no pause for three slips of the finger, then 1, 2, 4 … up to 60 seconds."""
    if failed_attempts <= FREE_ATTEMPTS:
        return timedelta()
    doublings = min(failed_attempts - FREE_ATTEMPTS - 1, 6)
    return min(timedelta(seconds=2**doublings), LONGEST_PAUSE)


def _count_attempt(key_pair: KeyPair) -> KeyPair:
    # Counted as failed before it is tried, so that attempts side by side cannot evade the pause.
    with transaction.atomic(durable=True):
        current = KeyPair.objects.select_for_update().get(pk=key_pair.pk)
        now = timezone.now()
        if current.retired_at:
            raise Retired
        if current.next_attempt_at and current.next_attempt_at > now:
            raise TooEarly(current.next_attempt_at)
        current.failed_attempts += 1
        current.next_attempt_at = now + pause_after(current.failed_attempts)
        current.save(update_fields=["failed_attempts", "next_attempt_at"])
    return current


def _forget_attempts(key_pair: KeyPair, *, secret: bytes, passphrase: str) -> None:
    changes = dict(_NO_ATTEMPTS)
    if wrapping_cost(key_pair.wrapped_secret).is_below(passphrase_cost()):
        changes["wrapped_secret"] = wrap_for(key_pair, secret=secret, passphrase=passphrase)
    KeyPair.objects.filter(pk=key_pair.pk, epoch=key_pair.epoch).update(**changes)
