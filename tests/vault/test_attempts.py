"""Wrong passphrases slow down the next one, and lock nobody out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from pytest_django import Settings
from time_machine import travel

from tests.factories.vault import Holder, make_holder
from vault.attempts import pause_after, unwrap_with_pause
from vault.costs import PASSPHRASE_COST
from vault.crypto import wrapping_cost
from vault.errors import Retired, TooEarly, WrongPassphrase
from vault.models import KeyPair
from vault.services import retire

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def holder() -> Holder:
    return make_holder()


def try_wrong(holder: Holder) -> None:
    with pytest.raises(WrongPassphrase):
        unwrap_with_pause(key_pair=holder.key_pair, passphrase="wrong")


def seconds_to_wait(holder: Holder) -> float:
    """Return the pause that the next passphrase would meet."""
    with pytest.raises(TooEarly) as refusal:
        unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)
    return (refusal.value.until - datetime.now(UTC)).total_seconds()


def test_pause_grows_and_stays_short() -> None:
    pauses = [pause_after(failed).total_seconds() for failed in range(13)]
    assert pauses == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert pause_after(2_000_000_000) == timedelta(minutes=1)


def test_right_passphrase_opens_however_it_is_typed(holder: Holder) -> None:
    typed = f"  {holder.passphrase.upper().replace(' ', '-')} "
    secret, epoch = unwrap_with_pause(key_pair=holder.key_pair, passphrase=typed)
    assert (secret, epoch) == (holder.unlocked.secret_key, 1)


def test_three_slips_cost_no_time(holder: Holder) -> None:
    for _ in range(3):
        try_wrong(holder)
    secret, _epoch = unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)
    assert secret == holder.unlocked.secret_key


def test_further_slips_cost_a_growing_pause(holder: Holder) -> None:
    with travel(NOON, tick=False) as clock:
        for _ in range(4):
            try_wrong(holder)
        assert seconds_to_wait(holder) == 1
        clock.shift(1)
        try_wrong(holder)
        assert seconds_to_wait(holder) == 2
        clock.shift(2)
        try_wrong(holder)
        assert seconds_to_wait(holder) == 4


def test_attempt_during_the_pause_does_not_lengthen_it(holder: Holder) -> None:
    with travel(NOON, tick=False):
        for _ in range(4):
            try_wrong(holder)
        assert [seconds_to_wait(holder) for _ in range(5)] == [1] * 5


def test_nobody_is_locked_out(holder: Holder) -> None:
    KeyPair.objects.filter(pk=holder.key_pair.pk).update(failed_attempts=1_000_000)
    with travel(NOON, tick=False) as clock:
        try_wrong(holder)
        assert seconds_to_wait(holder) == 60
        clock.shift(60)
        secret, _epoch = unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)
    assert secret == holder.unlocked.secret_key


def test_right_passphrase_forgets_the_slips(holder: Holder) -> None:
    for _ in range(3):
        try_wrong(holder)
    unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)
    row = KeyPair.objects.get(pk=holder.key_pair.pk)
    assert (row.failed_attempts, row.next_attempt_at) == (0, None)


def test_slips_of_one_slow_down_nobody_else(holder: Holder) -> None:
    for _ in range(4):
        try_wrong(holder)
    other = make_holder()
    secret, _epoch = unwrap_with_pause(key_pair=other.key_pair, passphrase=other.passphrase)
    assert secret == other.unlocked.secret_key


def test_retired_key_pair_opens_no_more(holder: Holder) -> None:
    retire(key_pair=holder.key_pair)
    with pytest.raises(Retired):
        unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)


def test_raised_cost_wraps_anew(holder: Holder, settings: Settings) -> None:
    settings.VAULT_PASSPHRASE_COST = (2, 16 * 1024)
    unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)
    row = KeyPair.objects.get(pk=holder.key_pair.pk)
    cost = wrapping_cost(row.wrapped_secret)
    assert (cost.passes, cost.memory) == (2, 16 * 1024)
    assert Holder(row, holder.passphrase).unlocked == holder.unlocked


def test_lowered_cost_changes_nothing(settings: Settings) -> None:
    settings.VAULT_PASSPHRASE_COST = (PASSPHRASE_COST.passes, PASSPHRASE_COST.memory)
    holder = make_holder()
    settings.VAULT_PASSPHRASE_COST = (1, 8192)
    unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)
    row = KeyPair.objects.get(pk=holder.key_pair.pk)
    assert wrapping_cost(row.wrapped_secret) == PASSPHRASE_COST


@pytest.mark.django_db(transaction=True)
def test_attempt_inside_a_transaction_is_refused(holder: Holder) -> None:
    """A roll-back would make wrong passphrases free."""
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_attempts_side_by_side_do_not_evade_the_pause(holder: Holder) -> None:
    for _ in range(3):
        try_wrong(holder)

    def attempt(_number: int) -> str:
        try:
            unwrap_with_pause(key_pair=holder.key_pair, passphrase="wrong")
        except (WrongPassphrase, TooEarly) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "opened"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(attempt, range(8)))
    assert answers == ["TooEarly"] * 7 + ["WrongPassphrase"]
