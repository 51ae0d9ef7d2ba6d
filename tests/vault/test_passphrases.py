"""Six words that can be remembered and typed."""

from __future__ import annotations

from math import log2

import pytest

from vault.passphrases import WORD_COUNT, WORDS, new_passphrase, normalise


def test_passphrase_has_77_bits() -> None:
    assert len(set(WORDS)) == len(WORDS)
    assert log2(len(WORDS)) * WORD_COUNT >= 77


def test_passphrase_is_six_words_of_the_list() -> None:
    words = new_passphrase().split(" ")
    assert len(words) == 6
    assert set(words) <= set(WORDS)


def test_passphrases_are_drawn_anew() -> None:
    assert len({new_passphrase() for _ in range(200)}) == 200


def test_words_need_no_normalising_and_stay_apart() -> None:
    assert [normalise(word) for word in WORDS] == list(WORDS)


@pytest.mark.parametrize("group", ["jude", "moslem", "nigger", "schwul", "sklave", "mord", "hass"])
def test_words_that_hurt_are_left_out(group: str) -> None:
    assert group not in WORDS


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Kelch   ZUTAT\tkontext\n", "kelch zutat kontext"),
        ("kelch-zutat\u2013kontext", "kelch zutat kontext"),
        ("kelch\u00a0zutat", "kelch zutat"),
        ("u\u0308ber", "\u00fcber"),
        ("\u00dcBER", "\u00fcber"),
        ("STRASSE stra\u00dfe", "strasse strasse"),
        ("\uff4b\uff45\uff4c\uff43\uff48", "kelch"),
        ("", ""),
    ],
)
def test_normalise_evens_out_how_it_was_typed(typed: str, expected: str) -> None:
    assert normalise(typed) == expected
