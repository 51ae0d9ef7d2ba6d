"""Many envelopes to one more reader: resumable, repeatable, and never more than was meant."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.factories.vault import Holder, make_holder
from vault.crypto import new_key_pair
from vault.envelopes import OpenEnvelope
from vault.errors import NoRecoveryKey, NotActive
from vault.models import Grant, KeyPair, RecoveryKey
from vault.recovery import RecoverySecret
from vault.services import (
    activate_by_recovery,
    create_envelope,
    deactivate,
    forget_grants,
    make_recovery_key,
    open_envelopes,
    retire,
)
from vault.sharing import (
    lost_grants,
    recover_step,
    reseal_step,
    seal_to_recovery_key,
    share,
    to_recover,
    without_recovery_key,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def recovery() -> RecoverySecret:
    return make_recovery_key()


@pytest.fixture
def holder(recovery: RecoverySecret) -> Holder:
    return make_holder()


@pytest.fixture
def envelopes(holder: Holder) -> dict[UUID, OpenEnvelope]:
    made = [create_envelope(readers=[holder.key_pair]) for _ in range(5)]
    return {one.id: one for one in made}


def opened_by(holder: Holder, envelopes: dict[UUID, OpenEnvelope]) -> set[UUID]:
    found = open_envelopes(envelope_ids=[one.id for one in envelopes.values()], key=holder.unlocked)
    assert all(envelopes[pk].data_key == one.data_key for pk, one in found.items())
    return set(found)


def test_share_grants_what_the_key_opens_and_nothing_else(
    holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    reader, stranger = make_holder(), make_holder()
    foreign = create_envelope(readers=[stranger.key_pair])
    wanted = [*(one.id for one in envelopes.values()), foreign.id]
    shared = share(envelope_ids=wanted, key=holder.unlocked, reader=reader.key_pair)
    assert shared == set(envelopes)
    assert opened_by(reader, envelopes | {foreign.id: foreign}) == set(envelopes)


def test_sharing_twice_changes_nothing(holder: Holder, envelopes: dict[UUID, OpenEnvelope]) -> None:
    reader = make_holder()
    for _ in range(2):
        share(envelope_ids=envelopes, key=holder.unlocked, reader=reader.key_pair)
    assert Grant.objects.filter(key_pair=reader.key_pair).count() == 5


def test_share_refuses_a_reader_who_is_not_active(
    holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    reader = make_holder(scope="")
    with pytest.raises(NotActive):
        share(envelope_ids=envelopes, key=holder.unlocked, reader=reader.key_pair)


def test_lost_grants_are_those_the_successor_does_not_have(
    holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    second, third, colleague = make_holder(), make_holder(), make_holder()
    some = list(envelopes.values())[:2]
    share(envelope_ids=[one.id for one in some], key=holder.unlocked, reader=second.key_pair)
    share(envelope_ids=list(envelopes), key=holder.unlocked, reader=colleague.key_pair)
    retire(key_pair=holder.key_pair, successor=second.key_pair)
    assert lost_grants().count() == 3
    retire(key_pair=second.key_pair, successor=third.key_pair)
    assert lost_grants().count() == 5
    share(envelope_ids=list(envelopes), key=colleague.unlocked, reader=third.key_pair)
    assert lost_grants().count() == 0
    assert Grant.objects.filter(key_pair__retired_at__isnull=False).count() == 0


def test_who_leaves_leaves_nothing_to_be_shared_again(
    holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    successor = make_holder()
    retire(key_pair=holder.key_pair, successor=successor.key_pair)
    forget_grants(key_pair_id=successor.key_pair.pk)
    assert Grant.objects.filter(key_pair__isnull=False).count() == 0


# --- by the recovery key -------------------------------------------------------------------------


def test_recovery_goes_on_step_by_step(
    recovery: RecoverySecret, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    reader = make_holder()
    secret, steps, after = recovery.secret_key, [], 0
    while not (
        step := recover_step(secret_key=secret, reader=reader.key_pair, limit=2, after=after)
    ).is_over:
        steps.append(step.done)
        after = step.last
    assert steps == [2, 2, 1]
    assert opened_by(reader, envelopes) == set(envelopes)


def test_recovery_of_what_can_be_opened_does_nothing(
    recovery: RecoverySecret, holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    step = recover_step(secret_key=recovery.secret_key, reader=holder.key_pair, limit=9)
    assert step.is_over


def test_recovery_renews_grants_of_a_scope_that_is_over(
    recovery: RecoverySecret, holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    Grant.objects.filter(key_pair=holder.key_pair).update(scope="team:before")
    assert opened_by(holder, envelopes) == set()
    recover_step(secret_key=recovery.secret_key, reader=holder.key_pair, limit=9)
    assert opened_by(holder, envelopes) == set(envelopes)


def test_damaged_grant_keeps_the_others_from_nothing(
    recovery: RecoverySecret, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    damaged = Grant.objects.filter(recovery_key__isnull=False).order_by("pk")[0]
    sealed = bytearray(damaged.sealed_key)
    sealed[-1] ^= 1
    damaged.sealed_key = bytes(sealed)
    damaged.save()
    reader = make_holder()
    step = recover_step(secret_key=recovery.secret_key, reader=reader.key_pair, limit=9)
    assert (step.done, step.damaged) == (4, 1)
    assert opened_by(reader, envelopes) == set(envelopes) - {damaged.envelope_id}


def test_foreign_secret_recovers_nothing(
    holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    foreign, _public = new_key_pair()
    with pytest.raises(NoRecoveryKey):
        recover_step(secret_key=foreign, reader=holder.key_pair, limit=9)
    with pytest.raises(NoRecoveryKey):
        reseal_step(secret_key=foreign, limit=9)
    with pytest.raises(NoRecoveryKey):
        activate_by_recovery(key_pair=holder.key_pair, scope="lead", secret_key=foreign)


def test_recovery_key_activates_without_any_active_key(recovery: RecoverySecret) -> None:
    waiting = make_holder(scope="")
    assert not KeyPair.objects.active().exists()
    pair = activate_by_recovery(
        key_pair=waiting.key_pair, scope="lead", secret_key=recovery.secret_key
    )
    assert (pair.activation_scope, pair.activated_by) == ("lead", None)


def test_earlier_recovery_key_activates_nobody(recovery: RecoverySecret) -> None:
    waiting = make_holder(scope="")
    make_recovery_key()
    with pytest.raises(NoRecoveryKey):
        activate_by_recovery(
            key_pair=waiting.key_pair, scope="lead", secret_key=recovery.secret_key
        )


def test_new_recovery_key_takes_over_step_by_step(
    recovery: RecoverySecret, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    newer = make_recovery_key()
    assert without_recovery_key().count() == 5
    after, steps = 0, []
    while not (step := reseal_step(secret_key=recovery.secret_key, limit=3, after=after)).is_over:
        steps.append(step.done)
        after = step.last
    assert steps == [3, 2]
    assert without_recovery_key().count() == 0
    assert list(RecoveryKey.objects.filter(grants__isnull=False).distinct()) == [
        RecoveryKey.objects.current().get()
    ]
    reader = make_holder()
    recover_step(secret_key=newer.secret_key, reader=reader.key_pair, limit=9)
    assert opened_by(reader, envelopes) == set(envelopes)
    old = recover_step(secret_key=recovery.secret_key, reader=make_holder().key_pair, limit=9)
    assert old.is_over


def test_resealing_to_the_same_key_does_nothing(
    recovery: RecoverySecret, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    assert reseal_step(secret_key=recovery.secret_key, limit=9).is_over


def test_readers_can_seal_to_a_new_recovery_key(
    holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    foreign = create_envelope(readers=[make_holder().key_pair])
    newer = make_recovery_key()
    assert [seal_to_recovery_key(key=holder.unlocked, limit=3) for _ in range(3)] == [3, 2, 0]
    assert list(without_recovery_key().values_list("pk", flat=True)) == [foreign.id]
    reader = make_holder()
    recover_step(secret_key=newer.secret_key, reader=reader.key_pair, limit=9)
    assert opened_by(reader, envelopes) == set(envelopes)


def test_nobody_inactive_is_recovered_for(
    recovery: RecoverySecret, holder: Holder, envelopes: dict[UUID, OpenEnvelope]
) -> None:
    deactivate(key_pair=holder.key_pair)
    with pytest.raises(NotActive):
        recover_step(secret_key=recovery.secret_key, reader=holder.key_pair, limit=9)
    found = RecoveryKey.objects.current().get()
    assert to_recover(recovery_key=found, reader=holder.key_pair).count() == 5
