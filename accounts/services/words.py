"""The own six words and the own recovery code: changing, renewing, and using them.

The key pair stays the same, and with it everything that it opens. Whoever calls is in no
transaction: a wrong attempt is counted whatever follows.
"""

from __future__ import annotations

from django.db import transaction

from accounts import mails
from accounts.models import User
from ateams.audit.services import record
from vault import rewrapping
from vault.errors import Retired
from vault.models import KeyPair
from vault.rewrapping import Opened
from vault.unlocked import UnlockedKey


def change_words(*, person: User, old: str, new: str) -> Opened:
    """Put other words in the place of the old ones; all other unlocked sessions are over.

    Raises `WrongPassphrase`, `TooEarly` and `Retired` of the vault.
    """
    opened = rewrapping.open_by_passphrase(key_pair=_pair(person), passphrase=old)
    return _set_words(person, opened, new, spend_code=False)


def use_recovery_code(*, person: User, code: str, words: str) -> Opened:
    """Put other words in the place of forgotten ones; the code is spent, nothing else is lost.

    Raises as `change_words`.
    """
    opened = rewrapping.open_by_code(key_pair=_pair(person), code=code)
    return _set_words(person, opened, words, spend_code=True)


@transaction.atomic
def set_recovery_code(*, person: User, key: UnlockedKey, code: str) -> None:
    """Let a code that was written down open the own key pair; an earlier one is void.

    Raises `Retired` of the vault if the key is not the account's present one.
    """
    if key.key_pair_id != person.key_pair_id:
        raise Retired
    person.key_pair = rewrapping.set_recovery_code(key=key, code=code)
    record(action="account.recovery_code_made", subject=("account", person.id), by=person.id)


@transaction.atomic
def _set_words(person: User, opened: Opened, words: str, *, spend_code: bool) -> Opened:
    opened = rewrapping.set_passphrase(opened=opened, passphrase=words, spend_code=spend_code)
    person.key_pair = opened.key_pair
    mails.case_words_changed(person=person, by_code=spend_code)
    action = "account.recovery_code_used" if spend_code else "account.words_changed"
    record(action=action, subject=("account", person.id), by=person.id)
    return opened


def _pair(person: User) -> KeyPair:
    if person.key_pair is None:
        raise Retired
    return person.key_pair
