"""The emergency key on two sheets of paper."""

from __future__ import annotations

import pytest

from vault.crypto import public_key_of
from vault.errors import WrongHalf
from vault.recovery import draw, secret_from_halves


def test_halves_give_the_secret_back_in_either_order() -> None:
    secret = draw()
    first, second = secret.halves
    assert secret_from_halves(first, second) == secret.secret_key
    assert secret_from_halves(second, first) == secret.secret_key
    assert public_key_of(secret.secret_key) == secret.public_key


def test_halves_may_be_typed_carelessly() -> None:
    secret = draw()
    first, second = secret.halves
    *groups, word = first.split()
    typed = f"  {''.join(groups).upper()}\n{word.upper()} "
    assert secret_from_halves(typed, second) == secret.secret_key


def test_half_is_sixteen_groups_and_a_word() -> None:
    groups = draw().halves[0].split(" ")
    assert [len(group) for group in groups[:-1]] == [4] * 16
    assert groups[-1].isalpha()


@pytest.mark.parametrize("number", [1, 2])
def test_mistyped_half_is_named(number: int) -> None:
    halves = list(draw().halves)
    digit = "1" if halves[number - 1][0] == "0" else "0"
    halves[number - 1] = digit + halves[number - 1][1:]
    with pytest.raises(WrongHalf) as refusal:
        secret_from_halves(*halves)
    assert refusal.value.number == number


@pytest.mark.parametrize("typed", ["", "word", "zz" * 32 + " word", "\ud800", "00 " * 32])
def test_what_is_no_half_is_refused(typed: str) -> None:
    with pytest.raises(WrongHalf):
        secret_from_halves(typed, draw().halves[1])


def test_same_half_twice_is_refused() -> None:
    first, _second = draw().halves
    with pytest.raises(WrongHalf) as refusal:
        secret_from_halves(first, first)
    assert refusal.value.number == 0


def test_recovery_secret_does_not_show_itself() -> None:
    secret = draw()
    assert repr(secret) == f"RecoverySecret(public_key={secret.public_key!r})"
