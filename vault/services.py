"""Everything that changes or opens something in the vault.

The vault knows no person: whoever calls decides who may, and writes the audit entry in the same
transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from vault import recovery
from vault.attempts import wrap_for
from vault.crypto import Bytes, grant, new_data_key, new_key_pair, public_key_of, ungrant
from vault.envelopes import OpenEnvelope
from vault.errors import (
    AlreadyActivated,
    NoReader,
    NoRecoveryKey,
    NotActive,
    NotGranted,
    Retired,
    Unopenable,
)
from vault.models import Envelope, Grant, KeyPair, RecoveryKey
from vault.recovery import RecoverySecret
from vault.unlocked import UnlockedKey

logger = logging.getLogger(__name__)


# --- key pairs -------------------------------------------------------------------------------


def create_key_pair(*, passphrase: str) -> KeyPair:
    """Make a key pair under a passphrase. It reads nothing until it is activated."""
    secret, public_key = new_key_pair()
    key_pair = KeyPair(public_key=public_key)
    key_pair.wrapped_secret = wrap_for(key_pair, secret=secret, passphrase=passphrase)
    key_pair.clean_fields()  # what the table itself refuses is not asked twice
    key_pair.save(force_insert=True)
    return key_pair


@transaction.atomic
def activate(
    *, key_pair: KeyPair, scope: str, by: UnlockedKey, keep: Iterable[str] = ()
) -> KeyPair:
    """Let a key pair receive grants, for a scope of at most 100 characters.

    Grants from the scopes in `keep` go over to the new one; all others open nothing until the key
    pair is active for their scope again.
    Raises `NotActive` unless `by` is the unlocked key of an active key pair, and `Retired`.
    """
    activators = KeyPair.objects.active().filter(
        pk=by.key_pair_id, public_key=public_key_of(by.secret_key)
    )
    if not activators.exists():
        raise NotActive
    Grant.objects.filter(key_pair=key_pair.pk, scope__in=list(keep)).update(scope=scope)
    return _activate(key_pair, scope=scope, activated_by=by.key_pair_id)


@transaction.atomic
def activate_first(*, key_pair: KeyPair, scope: str) -> KeyPair:
    """Activate the key pair that all others are activated from, for the set-up command only.

    Raises `AlreadyActivated` while any key pair is active.
    """
    list(KeyPair.objects.select_for_update().values_list("pk"))  # two set-ups at once: one waits
    if KeyPair.objects.active().exists():
        raise AlreadyActivated
    return _activate(key_pair, scope=scope, activated_by=None)


@transaction.atomic
def activate_by_recovery(
    *, key_pair: KeyPair, scope: str, secret_key: bytes, keep: Iterable[str] = ()
) -> KeyPair:
    """Activate by the recovery key, for when no active key is left to do it.

    Whoever holds both its halves could open everything anyway. Raises `NoRecoveryKey` unless it is
    the current one, and `Retired`.
    """
    public_key = public_key_of(secret_key)
    if not RecoveryKey.objects.current().filter(public_key=public_key).exists():
        raise NoRecoveryKey
    Grant.objects.filter(key_pair=key_pair.pk, scope__in=list(keep)).update(scope=scope)
    return _activate(key_pair, scope=scope, activated_by=None)


@transaction.atomic
def deactivate(*, key_pair: KeyPair) -> KeyPair:
    """End an activation and every session that has the key pair unlocked.

    Its grants stay but open nothing until it is activated again; `remove_readers` ends them.
    """
    current = KeyPair.objects.select_for_update().get(pk=key_pair.pk)
    _end_activation(current)
    current.save()
    return current


@transaction.atomic
def retire(*, key_pair: KeyPair, successor: KeyPair | None = None) -> KeyPair:
    """End a key pair for good, because its passphrase is lost or its holder has a new one.

    Its secret half is destroyed, and what its grants sealed. The empty grants stay and say which
    envelopes it could open: others share them again with the successor (`vault.sharing`).
    """
    current = KeyPair.objects.select_for_update().get(pk=key_pair.pk)
    _end_activation(current)
    current.retired_at = current.retired_at or timezone.now()
    current.wrapped_secret, current.wrapped_by_recovery_code = b"", None
    current.successor = successor or current.successor
    current.save()
    Grant.objects.filter(key_pair=current).update(sealed_key=b"")
    if successor:
        regained = Grant.objects.filter(key_pair=successor).values("envelope")
        Grant.objects.filter(key_pair=current, envelope__in=regained).delete()
        KeyPair.objects.filter(successor=current).update(successor=successor)
    return current


# --- recovery key ----------------------------------------------------------------------------


def make_recovery_key() -> RecoverySecret:
    """Draw a recovery key and let it take the place of the current one.

    Returns the only copy of its secret. Earlier envelopes stay sealed to the earlier key.
    """
    secret = recovery.draw()
    install_recovery_key(public_key=secret.public_key)
    return secret


@transaction.atomic
def install_recovery_key(*, public_key: bytes) -> RecoveryKey:
    """Seal new envelopes to this recovery key from now on, once its halves were typed back."""
    RecoveryKey.objects.current().update(retired_at=timezone.now())
    return RecoveryKey.objects.create(public_key=public_key)


# --- envelopes -------------------------------------------------------------------------------


@transaction.atomic
def create_envelope(
    *, readers: Iterable[KeyPair], reporter_public_key: bytes | None = None
) -> OpenEnvelope:
    """Make an envelope and grant it to the readers, the recovery key and perhaps the reporter.

    Raises `NoReader`, `NotActive` if any reader is not active now, and `NoRecoveryKey`.
    """
    reader_ids = {reader.pk for reader in readers}
    if not reader_ids:
        raise NoReader
    key_pairs = list(KeyPair.objects.active().filter(pk__in=reader_ids))
    if len(key_pairs) != len(reader_ids):
        raise NotActive
    recovery_key = RecoveryKey.objects.current().first()
    if recovery_key is None:
        raise NoRecoveryKey
    opened = OpenEnvelope(Envelope.objects.create().pk, new_data_key())
    grants = [_grant_to(opened, reader) for reader in key_pairs]
    grants.append(_grant(opened, recovery_key.public_key, recovery_key=recovery_key))
    if reporter_public_key is not None:
        grants.append(_grant(opened, reporter_public_key, reporter=True))
    Grant.objects.bulk_create(grants)
    return opened


def open_envelope(*, envelope_id: UUID, key: UnlockedKey) -> OpenEnvelope:
    """Open one envelope; raise `NotGranted` if this key holds no grant or is not active."""
    opened = open_envelopes(envelope_ids=[envelope_id], key=key)
    if envelope_id not in opened:
        raise NotGranted
    return opened[envelope_id]


def open_envelopes(*, envelope_ids: Iterable[UUID], key: UnlockedKey) -> dict[UUID, OpenEnvelope]:
    """Open those of many envelopes that this key can open, in one query."""
    grants = Grant.objects.usable().filter(envelope__in=envelope_ids, key_pair=key.key_pair_id)
    grants = grants.only("envelope", "sealed_key")
    opened: dict[UUID, OpenEnvelope] = {}
    for found in grants:
        try:
            opened[found.envelope_id] = _open_grant(found, key.secret_key)
        except Unopenable:
            logger.exception("Grant %s does not open with the key it was made for", found.pk)
    return opened


def open_envelope_as_reporter(*, envelope_id: UUID, secret_key: bytes) -> OpenEnvelope:
    """Open an envelope with the key that comes out of a receipt code, or raise `NotGranted`."""
    found = Grant.objects.filter(envelope=envelope_id, reporter=True).first()
    return _open_or_refuse(found, secret_key)


def open_envelope_with_recovery_key(*, envelope_id: UUID, secret_key: bytes) -> OpenEnvelope:
    """Open an envelope with the recovery key it was sealed to, or raise `NotGranted`."""
    found = Grant.objects.filter(
        envelope=envelope_id, recovery_key__public_key=public_key_of(secret_key)
    ).first()
    return _open_or_refuse(found, secret_key)


@transaction.atomic
def add_reader(*, envelope: OpenEnvelope, key_pair: KeyPair) -> None:
    """Let one more key pair read; raise `NotActive`. Adding somebody twice changes nothing.

    Whoever is being sent out at this moment is not let in, and the other way round.
    """
    locked = lock_active([key_pair.pk])
    if not locked:
        raise NotActive
    (current,) = locked
    lock_envelopes([envelope.id])
    made = _grant_to(envelope, current)
    Grant.objects.update_or_create(
        envelope_id=envelope.id,
        key_pair=current,
        defaults={"sealed_key": made.sealed_key, "scope": made.scope},
    )


def lock_active(key_pair_ids: Iterable[UUID]) -> list[KeyPair]:
    """Return those of these key pairs that are active, and keep them so until the transaction ends.

    Whoever gives grants to several calls it first, before `lock_envelopes`: always in this order.
    """
    wanted = KeyPair.objects.active().filter(pk__in=list(key_pair_ids)).order_by("pk")
    return list(wanted.select_for_update(no_key=True))  # new envelopes need not wait


@transaction.atomic
def replace_reporter(*, envelope: OpenEnvelope, public_key: bytes) -> None:
    """Let the reporter read with another key, and with the former one no more.

    Nobody else's grant is touched.
    """
    Grant.objects.filter(envelope=envelope.id, reporter=True).delete()
    _grant(envelope, public_key, reporter=True).save(force_insert=True)


def lock_envelopes(envelope_ids: Iterable[UUID]) -> None:
    """Keep others from copying the grants of these envelopes until the transaction ends.

    Whoever takes grants away or gives many to another key pair calls it first: else a grant that
    is being copied in another transaction would outlive the one that is taken away.
    """
    wanted = Envelope.objects.filter(pk__in=list(envelope_ids)).order_by("pk")
    list(wanted.select_for_update(no_key=True).values_list("pk"))


def remove_readers(*, envelope_id: UUID, key_pair_ids: Iterable[UUID]) -> None:
    """Take the grants of these key pairs away, and what they could have been given again."""
    ids = list(key_pair_ids)
    theirs = Q(key_pair__in=ids) | Q(key_pair__successor__in=ids)
    Grant.objects.filter(theirs, envelope=envelope_id).delete()


def forget_grants(*, key_pair_id: UUID, keep: Iterable[str] = ()) -> None:
    """Delete all that a key pair and its predecessors were granted, but for the scopes in `keep`.

    For whoever leaves: nothing can be opened or shared again, whatever is activated later.
    """
    theirs = Q(key_pair=key_pair_id) | Q(key_pair__successor=key_pair_id)
    Grant.objects.filter(theirs).exclude(scope__in=list(keep)).delete()


@transaction.atomic
def erase_envelopes(*, envelope_ids: Iterable[UUID]) -> None:
    """Destroy envelopes: the grants first, without which nothing sealed can be opened again.

    Rows that point at them must have been removed, or let go of them, before.
    """
    ids = list(envelope_ids)
    lock_envelopes(ids)  # what is being shared at this moment is erased with the rest
    Grant.objects.filter(envelope__in=ids).delete()
    Envelope.objects.filter(pk__in=ids).delete()


@transaction.atomic
def erase_key_pairs(*, key_pair_ids: Iterable[UUID]) -> int:
    """Destroy key pairs and what they could open; return how many there were.

    Whoever points at them must have let go of them before.
    """
    ids = list(key_pair_ids)
    Grant.objects.filter(key_pair__in=ids).delete()
    return KeyPair.objects.filter(pk__in=ids).delete()[1].get("vault.KeyPair", 0)


def readable_envelopes(*, key_pair_id: UUID) -> QuerySet[Envelope]:
    """Return the envelopes that a key pair can open, without opening any."""
    return Envelope.objects.readable_by(key_pair_id)


# --- private ---------------------------------------------------------------------------------


def _activate(key_pair: KeyPair, *, scope: str, activated_by: UUID | None) -> KeyPair:
    current = KeyPair.objects.select_for_update().get(pk=key_pair.pk)
    if current.retired_at:
        raise Retired
    current.activated_at = timezone.now()
    current.activated_by = activated_by
    current.activation_scope = scope
    current.clean_fields()
    current.save()
    return current


def _end_activation(key_pair: KeyPair) -> None:
    key_pair.activated_at = None
    key_pair.activated_by = None
    key_pair.activation_scope = ""
    key_pair.epoch += 1


def _grant(envelope: OpenEnvelope, public_key: Bytes, **reader: Any) -> Grant:
    sealed_key = grant(envelope.data_key, envelope_id=envelope.id, public_key=public_key)
    return Grant(envelope_id=envelope.id, sealed_key=sealed_key, **reader)


def _grant_to(envelope: OpenEnvelope, reader: KeyPair) -> Grant:
    return _grant(envelope, reader.public_key, key_pair=reader, scope=reader.activation_scope)


def _open_grant(found: Grant, secret_key: bytes) -> OpenEnvelope:
    data_key = ungrant(found.sealed_key, envelope_id=found.envelope_id, secret_key=secret_key)
    return OpenEnvelope(found.envelope_id, data_key)


def _open_or_refuse(found: Grant | None, secret_key: bytes) -> OpenEnvelope:
    if found is None:
        raise NotGranted
    try:
        return _open_grant(found, secret_key)
    except Unopenable:
        raise NotGranted from None
