"""A new key pair on own wish: it waits for a lead, then takes over what the old one opens.

Until then the old one stays as it is, so that nobody is shut out while a lead is away.
"""

from __future__ import annotations

from django.db import transaction

import vault.services
from accounts.access import key_state, scope_of
from accounts.enums import KeyState
from accounts.errors import CannotUnlockError, NoNextKeyError
from accounts.models import User
from ateams.audit.services import record
from vault.models import KeyPair
from vault.sharing import share, to_carry_over
from vault.unlocked import UnlockedKey

# A fraction of a second on a small machine; whatever is left waits for the next request.
STEP = 500


@transaction.atomic
def make_next_key_pair(*, person: User, passphrase: str) -> KeyPair:
    """Give an account a second key pair, which waits for a lead beside the present one.

    Raises CannotUnlockError unless the present one is active: then there is nothing to carry over.
    """
    current = _lock(person)
    if key_state(current) != KeyState.ACTIVE or current.next_key_pair:
        raise CannotUnlockError
    made = vault.services.create_key_pair(passphrase=passphrase)
    current.next_key_pair = made
    current.save(update_fields=["next_key_pair"])
    record(action="account.next_key_made", subject=("account", current.id), by=current.id)
    return made


@transaction.atomic
def drop_next_key_pair(*, person: User) -> None:
    """Stay with the present key pair."""
    current = _lock(person)
    if current.next_key_pair is None:
        return
    vault.services.forget_grants(key_pair_id=current.next_key_pair.pk)
    vault.services.retire(key_pair=current.next_key_pair)
    current.next_key_pair = None
    current.save(update_fields=["next_key_pair"])
    record(action="account.next_key_dropped", subject=("account", current.id), by=current.id)


@transaction.atomic
def carry_over(*, person: User, key: UnlockedKey) -> int:
    """Carry one step of the old key pair's grants over; return how many are left.

    With the last one the new key pair takes the place of the old one, which is retired, and every
    session that has it unlocked is over. Raises NoNextKeyError.
    """
    current = _lock(person)
    old, new = current.key_pair, current.next_key_pair
    if old is None or old.pk != key.key_pair_id or new is None or not _is_ready(current, new):
        raise NoNextKeyError
    left = to_carry_over(old=old, new=new)
    step = list(left.order_by("pk").values_list("envelope", flat=True)[:STEP])
    shared = share(envelope_ids=step, key=key, reader=new)
    remaining = left.count()
    if remaining and shared:
        return remaining
    _take_over(current, old, new)
    person.key_pair, person.next_key_pair = new, None
    return 0


def _take_over(person: User, old: KeyPair, new: KeyPair) -> None:
    """Retire the old key pair; a grant that is damaged stays behind like any lost one."""
    vault.services.retire(key_pair=old, successor=new)
    person.key_pair, person.next_key_pair = new, None
    person.save(update_fields=["key_pair", "next_key_pair"])
    record(action="account.key_changed", subject=("account", person.id), by=person.id)


def _is_ready(person: User, pair: KeyPair) -> bool:
    return pair.activated_at is not None and pair.activation_scope == scope_of(person)


def _lock(person: User) -> User:
    accounts = User.objects.select_for_update(of=("self",))
    return accounts.select_related("key_pair", "next_key_pair").get(pk=person.pk)
