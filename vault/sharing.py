"""Giving envelopes to one more reader, many at a time: after a loss, or with the recovery key.

Each function takes one step that fits into a request or a short transaction; what is left to do is
always found out anew, so that a step may be repeated, interrupted or taken twice.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from vault.crypto import grant, public_key_of, ungrant
from vault.envelopes import OpenEnvelope
from vault.errors import NoRecoveryKey, NotActive, Unopenable
from vault.models import Envelope, Grant, KeyPair, RecoveryKey
from vault.services import lock_envelopes, open_envelopes
from vault.unlocked import UnlockedKey

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """What one step did: where the next one begins, and how many grants were done or damaged.

    `envelopes` are those that it opened.
    """

    last: int
    done: int = 0
    damaged: int = 0
    envelopes: frozenset[UUID] = frozenset()

    @property
    def is_over(self) -> bool:
        """Whether nothing was left to do."""
        return self.done == self.damaged == 0


def lost_grants() -> QuerySet[Grant]:
    """Return the empty grants of retired key pairs whose successors do not open the same yet."""
    regained = Grant.objects.filter(
        envelope=OuterRef("envelope"), key_pair=OuterRef("key_pair__successor")
    )
    return Grant.objects.filter(key_pair__successor__isnull=False).exclude(Exists(regained))


@transaction.atomic
def share(*, envelope_ids: Iterable[UUID], key: UnlockedKey, reader: KeyPair) -> set[UUID]:
    """Grant to a reader what the unlocked key opens; return which envelopes these were.

    What the reader's former key pairs held of them is done with. Raises `NotActive`.
    """
    current = KeyPair.objects.active().select_for_update().filter(pk=reader.pk).first()
    if current is None:
        raise NotActive
    ids = list(envelope_ids)
    lock_envelopes(ids)  # what is taken away at this moment is not given again
    opened = open_envelopes(envelope_ids=ids, key=key)
    _grant_all(opened.values(), current)
    return set(opened)


def to_carry_over(*, old: KeyPair, new: KeyPair) -> QuerySet[Grant]:
    """Return the grants that the old key pair can use and that the new one does not have yet."""
    carried = Grant.objects.filter(envelope=OuterRef("envelope"), key_pair=new)
    return Grant.objects.usable().filter(key_pair=old).exclude(Exists(carried))


# --- the organisation's recovery key -----------------------------------------------------------


def recovery_key_of(secret_key: bytes) -> RecoveryKey:
    """Return the recovery key, current or earlier, of a secret half; raise `NoRecoveryKey`."""
    found = RecoveryKey.objects.filter(public_key=public_key_of(secret_key)).first()
    if found is None:
        raise NoRecoveryKey
    return found


def to_recover(*, recovery_key: RecoveryKey, reader: KeyPair) -> QuerySet[Grant]:
    """Return the recovery key's grants on what a reader cannot open."""
    opens = Grant.objects.usable().filter(envelope=OuterRef("envelope"), key_pair=reader)
    return Grant.objects.filter(recovery_key=recovery_key).exclude(Exists(opens))


@transaction.atomic
def recover_step(*, secret_key: bytes, reader: KeyPair, limit: int, after: int = 0) -> Step:
    """Share so many envelopes with a reader by the recovery key, from where the last step ended.

    Raises `NoRecoveryKey` for a secret that is none, and `NotActive`.
    """
    current = KeyPair.objects.active().select_for_update().filter(pk=reader.pk).first()
    if current is None:
        raise NotActive
    recovery_key = recovery_key_of(secret_key)
    missing = to_recover(recovery_key=recovery_key, reader=current).filter(pk__gt=after)
    found = _locked(missing, limit)
    opened = _open_all(found, secret_key)
    # A grant that was given for a scope which is over makes room.
    Grant.objects.filter(key_pair=current, envelope__in=[one.id for one in opened]).delete()
    _grant_all(opened, current)
    return _step(found, opened, after)


def to_reseal(*, current: RecoveryKey) -> QuerySet[Grant]:
    """Return the grants of earlier recovery keys."""
    return Grant.objects.filter(recovery_key__isnull=False).exclude(recovery_key=current)


@transaction.atomic
def reseal_step(*, secret_key: bytes, limit: int, after: int = 0) -> Step:
    """Put the current recovery key in the place of an earlier one for so many envelopes.

    Raises `NoRecoveryKey` if either of the two does not exist.
    """
    current = RecoveryKey.objects.current().first()
    if current is None:
        raise NoRecoveryKey
    earlier = recovery_key_of(secret_key)
    if earlier == current:
        return Step(last=after)
    found = _locked(earlier.grants.filter(pk__gt=after), limit)
    opened = _open_all(found, secret_key)
    _seal_to_recovery_key(opened, current)
    return _step(found, opened, after)


def without_recovery_key() -> QuerySet[Envelope]:
    """Return the envelopes that are not sealed to the current recovery key."""
    sealed = Grant.objects.filter(
        envelope=OuterRef("pk"), recovery_key__in=RecoveryKey.objects.current()
    )
    return Envelope.objects.exclude(Exists(sealed))


@transaction.atomic
def seal_to_recovery_key(*, key: UnlockedKey, limit: int) -> int:
    """Seal so many envelopes that the unlocked key opens to the current recovery key.

    For when the sheets of the earlier one are gone: whoever reads can do what they no longer can.
    """
    current = RecoveryKey.objects.current().first()
    if current is None:
        raise NoRecoveryKey
    missing = without_recovery_key().filter(pk__in=Envelope.objects.readable_by(key.key_pair_id))
    ids = list(missing.order_by("pk").values_list("pk", flat=True)[:limit])
    lock_envelopes(ids)
    ids = list(missing.filter(pk__in=ids).values_list("pk", flat=True))  # others do the same
    opened = open_envelopes(envelope_ids=ids, key=key)
    _seal_to_recovery_key(opened.values(), current)
    return len(opened)


def _locked(grants: QuerySet[Grant], limit: int) -> list[Grant]:
    """Return the first so many of these grants, with their envelopes locked.

    What was erased or done by others while this waited is passed over.
    """
    last = 0
    while found := list(grants.filter(pk__gt=last).order_by("pk")[:limit]):
        lock_envelopes([one.envelope_id for one in found])
        still = list(grants.filter(pk__in=[one.pk for one in found]).order_by("pk"))
        if still:
            return still
        last = found[-1].pk
    return []


def _grant_all(envelopes: Iterable[OpenEnvelope], reader: KeyPair) -> None:
    made = [
        Grant(
            envelope_id=envelope.id,
            key_pair=reader,
            scope=reader.activation_scope,
            sealed_key=grant(
                envelope.data_key, envelope_id=envelope.id, public_key=reader.public_key
            ),
        )
        for envelope in envelopes
    ]
    Grant.objects.bulk_create(made, ignore_conflicts=True)
    ids = [one.envelope_id for one in made]
    Grant.objects.filter(envelope__in=ids, key_pair__successor=reader).delete()


def _seal_to_recovery_key(envelopes: Collection[OpenEnvelope], current: RecoveryKey) -> None:
    """Leave exactly one recovery grant per envelope: the current key's."""
    ids = [envelope.id for envelope in envelopes]
    Grant.objects.filter(envelope__in=ids, recovery_key__isnull=False).delete()
    Grant.objects.bulk_create(
        Grant(
            envelope_id=envelope.id,
            recovery_key=current,
            sealed_key=grant(
                envelope.data_key, envelope_id=envelope.id, public_key=current.public_key
            ),
        )
        for envelope in envelopes
    )


def _open_all(grants: Iterable[Grant], secret_key: bytes) -> list[OpenEnvelope]:
    """Open what can be opened: one damaged grant must not keep the others from being rescued."""
    opened = []
    for found in grants:
        try:
            data_key = ungrant(
                found.sealed_key, envelope_id=found.envelope_id, secret_key=secret_key
            )
        except Unopenable:
            logger.exception("Grant %s does not open with the key it was made for", found.pk)
        else:
            opened.append(OpenEnvelope(found.envelope_id, data_key))
    return opened


def _step(found: list[Grant], opened: list[OpenEnvelope], after: int) -> Step:
    last = found[-1].pk if found else after
    return Step(
        last=last,
        done=len(opened),
        damaged=len(found) - len(opened),
        envelopes=frozenset(envelope.id for envelope in opened),
    )
