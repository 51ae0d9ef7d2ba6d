"""Who can open what, from making a key pair to erasing an envelope."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories.vault import Holder, make_holder
from vault.costs import PASSPHRASE_COST
from vault.crypto import Place, new_key_pair, wrapping_cost
from vault.envelopes import OpenEnvelope
from vault.errors import (
    AlreadyActivated,
    NoReader,
    NoRecoveryKey,
    NotActive,
    NotGranted,
    Retired,
)
from vault.models import Envelope, Grant, KeyPair, RecoveryKey
from vault.receipts import stretch
from vault.recovery import RecoverySecret, draw
from vault.services import (
    activate,
    activate_first,
    add_reader,
    create_envelope,
    create_key_pair,
    deactivate,
    erase_envelopes,
    install_recovery_key,
    make_recovery_key,
    open_envelope,
    open_envelope_as_reporter,
    open_envelope_with_recovery_key,
    open_envelopes,
    readable_envelopes,
    remove_readers,
    retire,
)
from vault.unlocked import UnlockedKey

pytestmark = pytest.mark.django_db
PLACE = Place("case", "7", "text")


@pytest.fixture
def recovery() -> RecoverySecret:
    return make_recovery_key()


@pytest.fixture
def reader() -> Holder:
    return make_holder()


# --- key pairs -------------------------------------------------------------------------------


def test_create_key_pair_opens_with_its_passphrase_and_is_not_active() -> None:
    holder = make_holder(scope="")
    assert holder.unlocked.key_pair_id == holder.key_pair.pk
    assert not KeyPair.objects.active().exists()


def test_create_key_pair_at_the_real_cost(settings: Settings) -> None:
    settings.VAULT_PASSPHRASE_COST = (PASSPHRASE_COST.passes, PASSPHRASE_COST.memory)
    holder = make_holder()
    assert wrapping_cost(holder.key_pair.wrapped_secret) == PASSPHRASE_COST
    assert holder.unlocked.key_pair_id == holder.key_pair.pk


def test_create_key_pair_stores_no_secret() -> None:
    holder = make_holder()
    stored = bytes(KeyPair.objects.get(pk=holder.key_pair.pk).wrapped_secret)
    assert holder.unlocked.secret_key not in stored
    assert holder.passphrase.encode() not in stored


def test_activate_needs_the_key_of_an_active_one(reader: Holder) -> None:
    candidate = make_holder(scope="").key_pair
    activated = activate(key_pair=candidate, scope="team:7", by=reader.unlocked)
    assert activated.activated_at is not None
    assert (activated.activation_scope, activated.activated_by) == ("team:7", reader.key_pair.pk)
    assert set(KeyPair.objects.active("team:7")) == {candidate}


def test_activate_refuses_who_is_not_active() -> None:
    administrator = make_holder(scope="")
    with pytest.raises(NotActive):
        activate(key_pair=administrator.key_pair, scope="office:lead", by=administrator.unlocked)
    assert not KeyPair.objects.active().exists()


def test_activate_refuses_a_key_that_only_claims_to_be_active(reader: Holder) -> None:
    forged = UnlockedKey(reader.key_pair.pk, new_key_pair()[0])
    with pytest.raises(NotActive):
        activate(key_pair=make_holder(scope="").key_pair, scope="office:lead", by=forged)


def test_activate_refuses_a_retired_key_pair(reader: Holder) -> None:
    gone = retire(key_pair=make_holder().key_pair)
    with pytest.raises(Retired):
        activate(key_pair=gone, scope="office:lead", by=reader.unlocked)


@pytest.mark.parametrize("scope", ["x" * 101])
def test_activate_refuses_a_scope_that_does_not_fit(reader: Holder, scope: str) -> None:
    with pytest.raises(ValidationError):
        activate(key_pair=make_holder(scope="").key_pair, scope=scope, by=reader.unlocked)


def test_activate_first_works_while_nobody_is_active() -> None:
    first = activate_first(key_pair=create_key_pair(passphrase="one"), scope="office:lead")
    assert (first.activation_scope, first.activated_by) == ("office:lead", None)
    with pytest.raises(AlreadyActivated):
        activate_first(key_pair=create_key_pair(passphrase="two"), scope="office:lead")
    assert list(KeyPair.objects.active()) == [first]


def test_deactivate_ends_activation_and_raises_the_epoch(reader: Holder) -> None:
    ended = deactivate(key_pair=reader.key_pair)
    assert (ended.activated_at, ended.activation_scope, ended.epoch) == (None, "", 2)
    assert not KeyPair.objects.active().exists()


def test_retire_raises_the_epoch_and_keeps_the_first_date(reader: Holder) -> None:
    retired_at = retire(key_pair=reader.key_pair).retired_at
    again = retire(key_pair=reader.key_pair)
    assert (again.retired_at, again.epoch) == (retired_at, 3)


# --- envelopes -------------------------------------------------------------------------------


def test_envelope_opens_for_reader_reporter_and_recovery_key(
    recovery: RecoverySecret, reader: Holder
) -> None:
    receipt = stretch("12345678901234567890")
    envelope = create_envelope(readers=[reader.key_pair], reporter_public_key=receipt.public_key)
    sealed = envelope.seal_text("what happened", place=PLACE)
    opened = [
        open_envelope(envelope_id=envelope.id, key=reader.unlocked),
        open_envelope_as_reporter(envelope_id=envelope.id, secret_key=receipt.secret_key),
        open_envelope_with_recovery_key(envelope_id=envelope.id, secret_key=recovery.secret_key),
    ]
    texts = [each.open_text(sealed, place=PLACE) for each in opened]
    assert texts == ["what happened"] * 3


def test_envelope_stores_no_data_key(recovery: RecoverySecret, reader: Holder) -> None:
    envelope = create_envelope(readers=[reader.key_pair])
    stored = b"".join(bytes(each.sealed_key) for each in Grant.objects.all())
    assert envelope.data_key not in stored


def test_envelope_needs_a_reader(recovery: RecoverySecret) -> None:
    with pytest.raises(NoReader):
        create_envelope(readers=[])
    assert not Envelope.objects.exists()


def test_envelope_needs_a_recovery_key(reader: Holder) -> None:
    with pytest.raises(NoRecoveryKey):
        create_envelope(readers=[reader.key_pair])
    assert not Envelope.objects.exists()


@pytest.mark.parametrize("end", [deactivate, retire])
def test_envelope_refuses_a_reader_who_is_not_active(
    recovery: RecoverySecret, reader: Holder, end: Callable[..., KeyPair]
) -> None:
    stale = make_holder().key_pair
    end(key_pair=KeyPair.objects.get(pk=stale.pk))
    with pytest.raises(NotActive):
        create_envelope(readers=[reader.key_pair, stale])
    assert not Envelope.objects.exists()


def test_envelope_counts_a_reader_named_twice_once(
    recovery: RecoverySecret, reader: Holder
) -> None:
    create_envelope(readers=[reader.key_pair, reader.key_pair])
    assert Grant.objects.count() == 2


def test_open_refuses_who_has_no_grant(recovery: RecoverySecret, reader: Holder) -> None:
    envelope = create_envelope(readers=[reader.key_pair])
    other_receipt = stretch("0" * 20)
    with pytest.raises(NotGranted):
        open_envelope(envelope_id=envelope.id, key=make_holder().unlocked)
    with pytest.raises(NotGranted):
        open_envelope(envelope_id=uuid4(), key=reader.unlocked)
    with pytest.raises(NotGranted):
        open_envelope_as_reporter(envelope_id=envelope.id, secret_key=other_receipt.secret_key)
    with pytest.raises(NotGranted):
        open_envelope_with_recovery_key(envelope_id=envelope.id, secret_key=new_key_pair()[0])


def test_open_refuses_another_reporter(recovery: RecoverySecret, reader: Holder) -> None:
    mine, others = stretch("1" * 20), stretch("2" * 20)
    envelope = create_envelope(readers=[reader.key_pair], reporter_public_key=mine.public_key)
    with pytest.raises(NotGranted):
        open_envelope_as_reporter(envelope_id=envelope.id, secret_key=others.secret_key)


@pytest.mark.parametrize("end", [deactivate, retire])
def test_open_refuses_who_is_no_longer_active(
    recovery: RecoverySecret, reader: Holder, end: Callable[..., KeyPair]
) -> None:
    envelope = create_envelope(readers=[reader.key_pair])
    unlocked = reader.unlocked
    end(key_pair=reader.key_pair)
    with pytest.raises(NotGranted):
        open_envelope(envelope_id=envelope.id, key=unlocked)
    assert not readable_envelopes(key_pair_id=reader.key_pair.pk).exists()


def test_grant_moved_in_the_database_opens_nothing(
    recovery: RecoverySecret, reader: Holder, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody who may write to the database points a grant at another envelope."""
    other = make_holder()
    wanted = create_envelope(readers=[other.key_pair])
    create_envelope(readers=[reader.key_pair])
    Grant.objects.filter(key_pair=reader.key_pair).update(envelope=wanted.id)
    with caplog.at_level(logging.ERROR), pytest.raises(NotGranted):
        open_envelope(envelope_id=wanted.id, key=reader.unlocked)
    assert "does not open" in caplog.text


def test_open_envelopes_opens_what_it_can(
    recovery: RecoverySecret,
    reader: Holder,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mine = [create_envelope(readers=[reader.key_pair]) for _ in range(3)]
    foreign = create_envelope(readers=[make_holder().key_pair])
    unlocked = reader.unlocked
    with django_assert_num_queries(1):
        opened = open_envelopes(
            envelope_ids=[*(each.id for each in mine), foreign.id], key=unlocked
        )
    assert opened == {each.id: each for each in mine}


def test_add_reader_lets_one_more_read(recovery: RecoverySecret, reader: Holder) -> None:
    envelope = create_envelope(readers=[reader.key_pair])
    added = make_holder()
    for _ in range(2):
        add_reader(envelope=envelope, key_pair=added.key_pair)
    assert open_envelope(envelope_id=envelope.id, key=added.unlocked) == envelope
    assert Grant.objects.filter(key_pair=added.key_pair).count() == 1


def test_add_reader_refuses_who_is_not_active(recovery: RecoverySecret, reader: Holder) -> None:
    envelope = create_envelope(readers=[reader.key_pair])
    with pytest.raises(NotActive):
        add_reader(envelope=envelope, key_pair=make_holder(scope="").key_pair)


def test_remove_readers_takes_only_theirs(recovery: RecoverySecret, reader: Holder) -> None:
    receipt = stretch("1" * 20)
    leaving = make_holder()
    envelope = create_envelope(
        readers=[reader.key_pair, leaving.key_pair], reporter_public_key=receipt.public_key
    )
    remove_readers(envelope_id=envelope.id, key_pair_ids=[leaving.key_pair.pk])
    with pytest.raises(NotGranted):
        open_envelope(envelope_id=envelope.id, key=leaving.unlocked)
    assert open_envelope(envelope_id=envelope.id, key=reader.unlocked) == envelope
    assert open_envelope_as_reporter(envelope_id=envelope.id, secret_key=receipt.secret_key) == (
        envelope
    )


def test_erase_envelopes_leaves_nothing_of_them(recovery: RecoverySecret, reader: Holder) -> None:
    erased = [create_envelope(readers=[reader.key_pair]) for _ in range(2)]
    kept = create_envelope(readers=[reader.key_pair])
    erase_envelopes(envelope_ids=[each.id for each in erased])
    assert [each.pk for each in Envelope.objects.all()] == [kept.id]
    assert {each.envelope_id for each in Grant.objects.all()} == {kept.id}
    with pytest.raises(NotGranted):
        open_envelope_with_recovery_key(envelope_id=erased[0].id, secret_key=recovery.secret_key)


def test_readable_envelopes_are_those_with_a_grant(
    recovery: RecoverySecret, reader: Holder
) -> None:
    mine = create_envelope(readers=[reader.key_pair])
    create_envelope(readers=[make_holder().key_pair])
    readable = readable_envelopes(key_pair_id=reader.key_pair.pk)
    assert [each.pk for each in readable] == [mine.id]


# --- recovery key ----------------------------------------------------------------------------


def test_recovery_key_takes_the_place_of_the_current_one(reader: Holder) -> None:
    earlier = make_recovery_key()
    before = create_envelope(readers=[reader.key_pair])
    later = make_recovery_key()
    after = create_envelope(readers=[reader.key_pair])
    assert opens(before, earlier)
    assert not opens(before, later)
    assert not opens(after, earlier)
    assert opens(after, later)
    assert RecoveryKey.objects.current().count() == 1


def test_recovery_key_secret_is_not_stored() -> None:
    secret = make_recovery_key()
    stored = b"".join(bytes(row.public_key) for row in RecoveryKey.objects.all())
    assert stored == secret.public_key


def test_recovery_key_can_be_installed_after_it_was_typed_back() -> None:
    secret = draw()
    installed = install_recovery_key(public_key=secret.public_key)
    assert RecoveryKey.objects.current().get() == installed


def opens(envelope: OpenEnvelope, secret: RecoverySecret) -> bool:
    """Tell whether a recovery key opens an envelope."""
    try:
        opened = open_envelope_with_recovery_key(
            envelope_id=envelope.id, secret_key=secret.secret_key
        )
    except NotGranted:
        return False
    return opened == envelope
