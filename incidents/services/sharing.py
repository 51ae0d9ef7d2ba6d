"""Sharing cases again with somebody who lost a key, and with the recovery key."""

from __future__ import annotations

from django.db import transaction

from accounts.access import regained_scopes
from accounts.models import User
from ateams.audit.services import record
from incidents.lost_keys import lost_cases
from incidents.models import Case
from vault.errors import NotActive
from vault.sharing import lost_grants, seal_to_recovery_key, share
from vault.unlocked import UnlockedKey

# A case takes two grants and an audit entry; so many take a fraction of a second.
STEP = 100


@transaction.atomic
def share_again(*, person: User, by: User, key: UnlockedKey) -> int:
    """Share one step of the cases that somebody lost and `key` opens; return how many it were.

    Only to a key pair that a lead activated for a scope that fits: raises NotActive of the vault.
    Nobody reads more than before: what the reporter took away meanwhile has left no grant behind.
    """
    pair = person.key_pair
    if pair is None or pair.activated_at is None:
        raise NotActive
    if pair.activation_scope not in regained_scopes(person):
        raise NotActive
    wanted = lost_cases(person).granted_to(by).order_by("pk").values_list("pk", flat=True)
    # The rows are locked, and what was lost is read again: a reporter may narrow the readers now.
    locked = Case.objects.select_for_update().filter(pk__in=list(wanted[:STEP])).order_by("pk")
    cases = list(locked)
    envelopes = {case.shared_envelope_id for case in cases}
    envelopes |= {case.internal_envelope_id for case in cases}
    lost = lost_grants().filter(
        key_pair__successor=pair, scope__in=regained_scopes(person), envelope__in=envelopes
    )
    shared = share(envelope_ids=list(lost.values_list("envelope", flat=True)), key=key, reader=pair)
    done = [case for case in cases if case.shared_envelope_id in shared]
    for case in done:
        record(action="case.reader_added", subject=("case", case.id), by=by.id, about=person.id)
    record(
        action="cases.shared_again",
        subject=("account", person.id),
        by=by.id,
        number=len(done),
    )
    return len(done)


@transaction.atomic
def seal_for_emergency(*, by: User, key: UnlockedKey) -> int:
    """Seal one step of what `key` opens to the recovery key of today; return how many it were."""
    count = seal_to_recovery_key(key=key, limit=2 * STEP)
    record(action="key.sealed_to", subject=("key", "recovery"), by=by.id, number=count)
    return count
