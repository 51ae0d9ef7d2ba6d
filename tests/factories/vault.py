"""Key pairs and recovery keys."""

from __future__ import annotations

from dataclasses import dataclass

from vault.attempts import secret_place
from vault.crypto import unwrap_secret
from vault.models import KeyPair
from vault.passphrases import new_passphrase
from vault.services import create_key_pair
from vault.unlocked import UnlockedKey


@dataclass
class Holder:
    """Somebody with a key pair, who knows its passphrase."""

    key_pair: KeyPair
    passphrase: str

    @property
    def unlocked(self) -> UnlockedKey:
        """The key as it is after the passphrase was typed."""
        place = secret_place(self.key_pair)
        wrapped = self.key_pair.wrapped_secret
        secret = unwrap_secret(wrapped, passphrase=self.passphrase, place=place)
        return UnlockedKey(self.key_pair.pk, secret)


def make_holder(*, scope: str = "office:counsellor") -> Holder:
    """Make a key pair that is active for a scope, or inactive for an empty one."""
    passphrase = new_passphrase()
    key_pair = create_key_pair(passphrase=passphrase)
    if scope:
        key_pair.activated_at, key_pair.activation_scope = key_pair.created_at, scope
        key_pair.save()
    return Holder(key_pair=key_pair, passphrase=passphrase)
