"""The code that brings a reporter back, however it is typed."""

from __future__ import annotations

from contextlib import ExitStack
from hashlib import sha256
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from vault import costs
from vault.crypto import public_key_of
from vault.receipts import Receipt, format_code, new_code, normalise, stretch

CODE = "12345678901234567890"
ZEROES = ["0", "\u0660", "\u06f0", "\u0966", "\uff10", "\U0001d7ce"]
codes = st.integers(0, 10**20 - 1).map("{:020d}".format)


def test_new_code_is_twenty_digits_and_never_the_same() -> None:
    drawn = [new_code() for _ in range(1000)]
    assert len(set(drawn)) == 1000
    assert all(len(code) == 20 and code.isascii() and code.isdigit() for code in drawn)


def test_code_is_shown_in_five_groups() -> None:
    assert format_code(CODE) == "1234 5678 9012 3456 7890"


@given(code=codes)
def test_code_reads_back_as_it_is_shown(code: str) -> None:
    assert normalise(format_code(code)) == code


@given(code=codes, zero=st.sampled_from(ZEROES))
def test_code_may_be_typed_in_the_digits_of_any_script(code: str, zero: str) -> None:
    assert normalise("".join(chr(ord(zero) + int(digit)) for digit in code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "1234-5678-9012-3456-7890",
        "  1234 5678\t9012\n34567890 ",
        "1234\u20135678\u20149012\u22123456\u00a07890",
        "\u200f1234\u200b5678 9012 3456 7890\u200e",
    ],
)
def test_code_may_be_typed_with_spaces_and_dashes(typed: str) -> None:
    assert normalise(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        *["", " ", CODE[:-1], CODE + "1", "x" + CODE[1:], "1234.5678.9012.3456.7890", "\0" + CODE],
        *["\u00bd" * 20, "\u00b2" * 20, "\u2160" * 20, "\ud800" * 20],
    ],
)
def test_what_cannot_be_a_code_is_nothing(typed: str) -> None:
    assert normalise(typed) is None


@given(typed=st.text(st.characters()))
def test_normalise_answers_anything(typed: str) -> None:
    code = normalise(typed)
    assert code is None or (len(code) == 20 and code.isascii() and code.isdigit())


def test_stretch_gives_the_same_receipt_for_the_same_code() -> None:
    assert stretch(CODE) == stretch(CODE)


def test_stretch_gives_a_working_key_pair_and_a_hash() -> None:
    receipt = stretch(CODE)
    assert receipt.public_key == public_key_of(receipt.secret_key)
    assert receipt.lookup_hash == sha256(receipt.lookup).digest()
    assert receipt.lookup != receipt.secret_key


def test_stretch_does_not_collide() -> None:
    receipts = [stretch(f"{number:020d}") for number in range(2000)]
    assert len({receipt.lookup_hash for receipt in receipts}) == 2000
    assert len({receipt.secret_key for receipt in receipts}) == 2000


def test_stretch_depends_on_the_installation(settings: Settings) -> None:
    here = stretch(CODE)
    settings.RECEIPT_SALT = b"another instance"
    assert stretch(CODE).lookup != here.lookup


def test_receipts_handed_out_keep_working(settings: Settings) -> None:
    """At the real cost. Another result would make every receipt in people's hands worthless."""
    settings.VAULT_RECEIPT_COST = (costs.RECEIPT_COST.passes, costs.RECEIPT_COST.memory)
    settings.RECEIPT_SALT = bytes(range(16))
    receipt = stretch(CODE)
    assert (
        receipt.lookup_hash.hex()
        == "c0f0ab4d9835853df7ba84579b34a5dc5d3cdd4206520e98e09a8c4adaa14059"
    )
    assert (
        receipt.public_key.hex()
        == "96666fc858aabfefc10a2a742bb3b0106bc76105256c5719203a734c5bcbd448"
    )


def test_receipt_does_not_show_its_secrets() -> None:
    receipt = stretch(CODE)
    assert repr(receipt) == f"Receipt(public_key={receipt.public_key!r})"


def test_stretch_waits_for_a_free_slot_and_refuses_nobody(settings: Settings) -> None:
    slots = settings.VAULT_CONCURRENT_STRETCHINGS
    stretched: list[Receipt] = []
    threads = [Thread(target=lambda: stretched.append(stretch(CODE))) for _ in range(4 * slots)]
    with ExitStack() as taken:
        for _ in range(slots):
            taken.enter_context(costs.RECEIPT_SLOTS)
        for thread in threads:
            thread.start()
        threads[0].join(timeout=0.1)
        assert stretched == []
    for thread in threads:
        thread.join(timeout=10)
    assert stretched == [stretch(CODE)] * (4 * slots)
