"""Giving grants while others take them away: whoever was sent out keeps none, none is lost."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction

import vault.sharing
from tests.connections import without_waiting
from tests.factories.vault import Holder, make_holder
from vault.envelopes import OpenEnvelope
from vault.errors import NotActive
from vault.models import Grant
from vault.recovery import RecoverySecret
from vault.services import (
    add_reader,
    create_envelope,
    deactivate,
    erase_envelopes,
    lock_envelopes,
    make_recovery_key,
    retire,
)
from vault.sharing import recover_step, reseal_step, seal_to_recovery_key

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def recovery() -> RecoverySecret:
    return make_recovery_key()


@pytest.fixture
def envelope(recovery: RecoverySecret) -> OpenEnvelope:
    return create_envelope(readers=[make_holder().key_pair])


@pytest.fixture
def newcomer() -> Holder:
    return make_holder()


def readers_of(envelope_id: UUID) -> int:
    return Grant.objects.filter(envelope=envelope_id, key_pair__isnull=False).count()


def test_whoever_is_let_in_is_not_sent_out_at_the_same_moment(
    envelope: OpenEnvelope, newcomer: Holder
) -> None:
    with transaction.atomic():
        add_reader(envelope=envelope, key_pair=newcomer.key_pair)
        assert not without_waiting(lambda: deactivate(key_pair=newcomer.key_pair))
        assert not without_waiting(lambda: retire(key_pair=newcomer.key_pair))
        assert not without_waiting(lambda: lock_envelopes([envelope.id]))


def test_whoever_is_sent_out_is_not_let_in_at_the_same_moment(
    envelope: OpenEnvelope, newcomer: Holder
) -> None:
    with transaction.atomic():
        deactivate(key_pair=newcomer.key_pair)
        assert not without_waiting(
            lambda: add_reader(envelope=envelope, key_pair=newcomer.key_pair)
        )
    with pytest.raises(NotActive):
        add_reader(envelope=envelope, key_pair=newcomer.key_pair)
    assert readers_of(envelope.id) == 1


def test_letting_in_holds_up_no_report(envelope: OpenEnvelope, newcomer: Holder) -> None:
    with transaction.atomic():
        add_reader(envelope=envelope, key_pair=newcomer.key_pair)
        assert without_waiting(lambda: create_envelope(readers=[newcomer.key_pair]))


@pytest.mark.parametrize("step", ["recover", "reseal", "seal"])
def test_what_is_being_shared_is_not_taken_away_at_the_same_moment(
    recovery: RecoverySecret, newcomer: Holder, step: str
) -> None:
    holder = make_holder()
    envelope = create_envelope(readers=[holder.key_pair])
    if step != "recover":
        make_recovery_key()
    with transaction.atomic():
        if step == "recover":
            secret = recovery.secret_key
            assert recover_step(secret_key=secret, reader=newcomer.key_pair, limit=9).done == 1
        elif step == "reseal":
            assert reseal_step(secret_key=recovery.secret_key, limit=9).done == 1
        else:
            assert seal_to_recovery_key(key=holder.unlocked, limit=9) == 1
        assert not without_waiting(lambda: lock_envelopes([envelope.id]))


@pytest.mark.parametrize("step", ["recover", "reseal", "seal"])
def test_what_was_erased_while_a_step_waited_is_left_out(
    recovery: RecoverySecret, newcomer: Holder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    holder = make_holder()
    gone, stays = (create_envelope(readers=[holder.key_pair]) for _ in range(2))
    if step != "recover":
        make_recovery_key()
    lock, erased = lock_envelopes, []

    def erased_just_before(ids: list[UUID]) -> None:
        erased.append(without_waiting(lambda: erase_envelopes(envelope_ids=[gone.id])))
        lock(ids)

    monkeypatch.setattr(vault.sharing, "lock_envelopes", erased_just_before)
    if step == "recover":
        secret = recovery.secret_key
        done = recover_step(secret_key=secret, reader=newcomer.key_pair, limit=9).envelopes
    elif step == "reseal":
        done = reseal_step(secret_key=recovery.secret_key, limit=9).envelopes
    else:
        assert seal_to_recovery_key(key=holder.unlocked, limit=9) == 1
        done = frozenset({stays.id})
    assert (erased, set(done)) == ([True], {stays.id})
    assert not Grant.objects.filter(envelope=gone.id).exists()


def test_sealing_to_the_recovery_key_at_the_same_moment_is_done_once(
    recovery: RecoverySecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = make_holder(), make_holder()
    envelope = create_envelope(readers=[one.key_pair, other.key_pair])
    make_recovery_key()
    lock = lock_envelopes

    def sealed_just_before(ids: list[UUID]) -> None:
        monkeypatch.setattr(vault.sharing, "lock_envelopes", lock)
        assert without_waiting(lambda: seal_to_recovery_key(key=other.unlocked, limit=9))
        lock(ids)

    monkeypatch.setattr(vault.sharing, "lock_envelopes", sealed_just_before)
    assert seal_to_recovery_key(key=one.unlocked, limit=9) == 0
    assert Grant.objects.filter(envelope=envelope.id, recovery_key__isnull=False).count() == 1
