"""Other words and a recovery code for the same key pair: every wrong way stays shut."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from time_machine import travel

from tests.factories.vault import Holder, make_holder
from vault.attempts import code_place, secret_place, unwrap_by_code_with_pause, unwrap_with_pause
from vault.crypto import Cost, Place, new_key_pair, unwrap_secret, wrap_secret
from vault.errors import Retired, TooEarly, Unopenable, WrongPassphrase
from vault.models import KeyPair
from vault.recovery_codes import new_recovery_code, normalise_code
from vault.rewrapping import (
    Opened,
    open_by_code,
    open_by_passphrase,
    set_passphrase,
    set_recovery_code,
)
from vault.services import retire

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHEAP = Cost(passes=1, memory=8192)
SECRET, _PUBLIC = new_key_pair()
CODE = "0123 4567 8901 2345 6789 0123"
PAIR = KeyPair()
WRAPPED = wrap_secret(SECRET, passphrase=normalise_code(CODE), place=code_place(PAIR), cost=CHEAP)

codes = st.text(alphabet="0123456789", min_size=24, max_size=24)


@pytest.fixture
def holder() -> Holder:
    return make_holder()


@pytest.fixture
def code(holder: Holder) -> str:
    """Return the holder's recovery code, which is in force."""
    drawn = new_recovery_code()
    set_recovery_code(key=holder.unlocked, code=drawn)
    return drawn


# --- the wrapping itself -----------------------------------------------------------------------


def unwrap(wrapped: bytes, code: str, place: Place) -> bytes:
    return unwrap_secret(wrapped, passphrase=normalise_code(code), place=place)


def test_drawn_codes_are_24_digits_and_differ() -> None:
    drawn = {new_recovery_code() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(code) == 24 and code.isascii() and code.isdigit() for code in drawn)


ARABIC = CODE.translate({ord("0") + digit: 0x660 + digit for digit in range(10)})


@pytest.mark.parametrize(
    "typed", [CODE, CODE.replace(" ", ""), CODE.replace(" ", "\u2013"), ARABIC]
)
def test_code_opens_however_it_is_typed(typed: str) -> None:
    assert unwrap(WRAPPED, typed, code_place(PAIR)) == SECRET


@given(wrong=codes.filter(lambda code: code != normalise_code(CODE)) | st.text(max_size=40))
@hypothesis_settings(max_examples=40)
def test_wrong_code_opens_nothing(wrong: str) -> None:
    if normalise_code(wrong) != normalise_code(CODE):
        with pytest.raises(Unopenable):
            unwrap(WRAPPED, wrong, code_place(PAIR))


@given(bit=st.integers(min_value=0, max_value=len(WRAPPED) * 8 - 1))
@hypothesis_settings(max_examples=60)
def test_flipped_bit_opens_nothing(bit: int) -> None:
    damaged = bytearray(WRAPPED)
    damaged[bit // 8] ^= 1 << bit % 8
    # A flipped cost could ask for a gigabyte; that it is refused is shown in test_crypto.py.
    if bit // 8 >= 6:
        with pytest.raises(Unopenable):
            unwrap(bytes(damaged), CODE, code_place(PAIR))


@given(length=st.integers(min_value=0, max_value=len(WRAPPED) - 1))
@hypothesis_settings(max_examples=60)
def test_truncated_wrapping_opens_nothing(length: int) -> None:
    with pytest.raises(Unopenable):
        unwrap(WRAPPED[:length], CODE, code_place(PAIR))


def test_code_of_another_key_pair_opens_nothing() -> None:
    with pytest.raises(Unopenable):
        unwrap(WRAPPED, CODE, code_place(KeyPair()))


def test_code_is_no_passphrase_of_the_same_key_pair() -> None:
    """Somebody who can write to the database cannot put one wrapping in the place of the other."""
    with pytest.raises(Unopenable):
        unwrap(WRAPPED, CODE, secret_place(PAIR))


@given(words=st.text(min_size=1, max_size=60))
@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rewrapped_key_opens_with_whatever_passphrase_was_set(holder: Holder, words: str) -> None:
    current = KeyPair.objects.get(pk=holder.key_pair.pk)
    opened = Opened(current, holder_secret(holder), current.epoch)
    set_passphrase(opened=opened, passphrase=words)
    again = open_by_passphrase(key_pair=current, passphrase=words)
    assert again.secret_key == opened.secret_key


def holder_secret(holder: Holder) -> bytes:
    """Return the secret half as it was when the holder's object was made."""
    return holder.unlocked.secret_key


# --- the recovery code of a key pair -------------------------------------------------------------


def test_code_opens_the_same_key_pair(holder: Holder, code: str) -> None:
    opened = open_by_code(key_pair=holder.key_pair, code=code)
    assert (opened.secret_key, opened.epoch) == (holder.unlocked.secret_key, 1)


def test_words_still_open_it_too(holder: Holder, code: str) -> None:
    secret, _epoch = unwrap_with_pause(key_pair=holder.key_pair, passphrase=holder.passphrase)
    assert secret == holder.unlocked.secret_key


def test_renewed_code_takes_the_place_of_the_earlier_one(holder: Holder, code: str) -> None:
    newer = new_recovery_code()
    set_recovery_code(key=holder.unlocked, code=newer)
    with pytest.raises(WrongPassphrase):
        open_by_code(key_pair=holder.key_pair, code=code)
    assert open_by_code(key_pair=holder.key_pair, code=newer).secret_key


def test_key_pair_without_a_code_opens_by_none(holder: Holder) -> None:
    with pytest.raises(WrongPassphrase):
        open_by_code(key_pair=holder.key_pair, code=new_recovery_code())


def test_wrong_codes_and_wrong_words_share_one_pause(holder: Holder, code: str) -> None:
    with travel(NOON, tick=False) as clock:
        for _ in range(2):
            with pytest.raises(WrongPassphrase):
                unwrap_by_code_with_pause(key_pair=holder.key_pair, code=new_recovery_code())
            with pytest.raises(WrongPassphrase):
                unwrap_with_pause(key_pair=holder.key_pair, passphrase="wrong")
        with pytest.raises(TooEarly) as refusal:
            unwrap_by_code_with_pause(key_pair=holder.key_pair, code=code)
        assert (refusal.value.until - NOON).total_seconds() == 1
        clock.shift(1)
        assert open_by_code(key_pair=holder.key_pair, code=code).epoch == 1
    row = KeyPair.objects.get(pk=holder.key_pair.pk)
    assert (row.failed_attempts, row.next_attempt_at) == (0, None)


# --- other words ---------------------------------------------------------------------------------


def test_new_words_open_and_old_ones_do_not(holder: Holder) -> None:
    opened = open_by_passphrase(key_pair=holder.key_pair, passphrase=holder.passphrase)
    changed = set_passphrase(opened=opened, passphrase="six other words are enough here")
    assert (changed.secret_key, changed.epoch) == (opened.secret_key, 2)
    with pytest.raises(WrongPassphrase):
        open_by_passphrase(key_pair=holder.key_pair, passphrase=holder.passphrase)
    again = open_by_passphrase(
        key_pair=holder.key_pair, passphrase="SIX other words are enough-here"
    )
    assert again.secret_key == opened.secret_key


@pytest.mark.parametrize("spend", [True, False])
def test_code_is_spent_only_when_asked(holder: Holder, code: str, spend: bool) -> None:
    opened = open_by_code(key_pair=holder.key_pair, code=code)
    set_passphrase(opened=opened, passphrase="anders", spend_code=spend)
    row = KeyPair.objects.get(pk=holder.key_pair.pk)
    assert (row.wrapped_by_recovery_code is None) is spend


def test_second_of_two_changes_at_once_is_refused(holder: Holder) -> None:
    opened = open_by_passphrase(key_pair=holder.key_pair, passphrase=holder.passphrase)
    set_passphrase(opened=opened, passphrase="first")
    with pytest.raises(Retired):
        set_passphrase(opened=opened, passphrase="second")


def test_code_used_twice_at_once_counts_once(holder: Holder, code: str) -> None:
    one = open_by_code(key_pair=holder.key_pair, code=code)
    two = open_by_code(key_pair=holder.key_pair, code=code)
    set_passphrase(opened=one, passphrase="first", spend_code=True)
    with pytest.raises(Retired):
        set_passphrase(opened=two, passphrase="second", spend_code=True)


def test_retired_key_pair_keeps_no_way_in(holder: Holder, code: str) -> None:
    opened = open_by_code(key_pair=holder.key_pair, code=code)
    unlocked = holder.unlocked
    gone = retire(key_pair=holder.key_pair)
    assert (bytes(gone.wrapped_secret), gone.wrapped_by_recovery_code) == (b"", None)
    for refused in (
        lambda: open_by_code(key_pair=holder.key_pair, code=code),
        lambda: open_by_passphrase(key_pair=holder.key_pair, passphrase=holder.passphrase),
        lambda: set_passphrase(opened=opened, passphrase="again"),
        lambda: set_recovery_code(key=unlocked, code=code),
    ):
        with pytest.raises(Retired):
            refused()


def test_opened_key_does_not_show_itself(holder: Holder) -> None:
    opened = open_by_passphrase(key_pair=holder.key_pair, passphrase=holder.passphrase)
    assert "secret" not in repr(opened)
