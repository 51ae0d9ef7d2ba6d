"""What the database itself refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories.vault import make_holder
from vault.models import Envelope, Grant, KeyPair, RecoveryKey
from vault.services import install_recovery_key

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "readers",
    [
        set(),
        {"key_pair", "recovery_key"},
        {"key_pair", "reporter"},
        {"recovery_key", "reporter"},
        {"key_pair", "recovery_key", "reporter"},
    ],
)
def test_grant_has_exactly_one_reader(readers: set[str]) -> None:
    possible: dict[str, Any] = {
        "key_pair": make_holder().key_pair,
        "recovery_key": install_recovery_key(public_key=bytes(32)),
        "reporter": True,
    }
    chosen = {name: possible[name] for name in readers}
    with pytest.raises(IntegrityError, match="grant_exactly_one_reader"):
        Grant.objects.create(envelope=Envelope.objects.create(), sealed_key=b"x", **chosen)


def test_grant_is_given_once_per_reader() -> None:
    readers: dict[str, Any] = {
        "key_pair": make_holder().key_pair,
        "recovery_key": install_recovery_key(public_key=bytes(32)),
        "reporter": True,
    }
    for name, reader in readers.items():
        refuse_second_grant({name: reader})


def refuse_second_grant(reader: dict[str, Any]) -> None:
    """Give the same grant twice; the second is refused."""
    made = [Grant(envelope=Envelope.objects.create(), sealed_key=b"x", **reader) for _ in range(2)]
    made[1].envelope = made[0].envelope
    made[0].save()
    with pytest.raises(IntegrityError), transaction.atomic():
        made[1].save()


def test_recovery_key_is_one_at_a_time() -> None:
    RecoveryKey.objects.create(public_key=bytes(32), retired_at=timezone.now())
    RecoveryKey.objects.create(public_key=bytes(32), retired_at=timezone.now())
    RecoveryKey.objects.create(public_key=bytes(32))
    with pytest.raises(IntegrityError, match="recovery_key_one_current"):
        RecoveryKey.objects.create(public_key=bytes(32))


@pytest.mark.parametrize(
    "changes",
    [
        {"activated_at": timezone.now()},
        {"activation_scope": "office:lead"},
        {"activated_by": "0b0c1f3e-6a37-4f0e-9d0a-0c6d5f1d2b11"},
    ],
)
def test_key_pair_is_activated_completely_or_not_at_all(changes: dict[str, Any]) -> None:
    key_pair = make_holder(scope="").key_pair
    with pytest.raises(IntegrityError, match="key_pair_activation_complete"):
        KeyPair.objects.filter(pk=key_pair.pk).update(**changes)


def test_key_pair_that_is_retired_is_not_active() -> None:
    key_pair = make_holder().key_pair
    with pytest.raises(IntegrityError, match="key_pair_retired_is_not_active"):
        KeyPair.objects.filter(pk=key_pair.pk).update(retired_at=timezone.now(), wrapped_secret=b"")


@pytest.mark.parametrize(
    "kept", [{}, {"wrapped_secret": b"", "wrapped_by_recovery_code": b"a secret half"}]
)
def test_key_pair_that_is_retired_keeps_no_secret(kept: dict[str, Any]) -> None:
    key_pair = make_holder(scope="").key_pair
    with pytest.raises(IntegrityError, match="key_pair_retired_is_empty"):
        KeyPair.objects.filter(pk=key_pair.pk).update(retired_at=timezone.now(), **kept)


def test_key_pair_in_use_has_no_successor() -> None:
    key_pair, other = make_holder().key_pair, make_holder().key_pair
    with pytest.raises(IntegrityError, match="key_pair_only_retired_has_successor"):
        KeyPair.objects.filter(pk=key_pair.pk).update(successor=other)


def test_active_keeps_those_of_a_scope() -> None:
    lead = make_holder(scope="office:lead").key_pair
    counsellor = make_holder(scope="office:counsellor").key_pair
    make_holder(scope="")
    assert set(KeyPair.objects.active()) == {lead, counsellor}
    assert list(KeyPair.objects.active("office:lead")) == [lead]
    assert list(KeyPair.objects.active("")) == []


def test_envelope_knows_the_day_only() -> None:
    assert Envelope.objects.get(pk=Envelope.objects.create().pk).created_on == timezone.localdate()
