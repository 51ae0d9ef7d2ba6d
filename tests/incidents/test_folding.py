"""Words are found as people compare them, and marked where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.folding import AROUND, excerpt, fold, holds, terms_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("Köln", "koln"),
        ("İstanbul", "istanbul"),
        ("Łódź", "łodz"),
        ("Ёлка", "елка"),
        ("مُدَرِّس", "مدرس"),
        ("أحمد", "احمد"),
        ("ﬁnden", "FINDEN"),
        ("Ωμέγα", "ωμεγα"),
    ],
)
def test_same_words_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_may_stand_in_any_order_and_all_must_be_there() -> None:
    text = fold("Der Lehrer sagt nichts zum Kopftuch.")
    assert holds(text, terms_of("KOPFTUCH  lehrer"))
    assert not holds(text, terms_of("Kopftuch Schulleitung"))


def test_excerpt_marks_what_was_found_in_the_words_as_they_were_written() -> None:
    text = f"{'a ' * 100}die STRASSE, die Straße\n\nund {'b ' * 100}"
    parts = excerpt(text, terms_of("straße"))
    assert [part.text for part in parts if part.marked] == ["STRASSE", "Straße"]
    whole = "".join(part.text for part in parts)
    assert whole.startswith("… a a")
    assert "Straße und b b" in whole
    assert whole.endswith(" …")
    assert len(whole) <= 2 * AROUND + len("STRASSE") + 4


def test_excerpt_without_words_is_the_beginning() -> None:
    assert [part.text for part in excerpt("Kurz.", [])] == ["Kurz."]


@given(st.text(), st.text(min_size=1, max_size=8), st.text())
def test_whatever_stands_in_a_text_is_found_and_marked(before: str, word: str, after: str) -> None:
    terms = terms_of(word)
    text = f"{before} {word} {after}"
    assert holds(fold(text), terms)
    parts = excerpt(text, terms)
    folded = fold("".join(part.text for part in parts if part.marked))
    assert not terms or any(part.marked for part in parts)
    assert all(any(term in folded for term in terms) for _ in terms)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_excerpt_is_a_piece_of_the_text(text: str, words: list[str]) -> None:
    parts = excerpt(text, [term for word in words for term in terms_of(word)])
    piece = "".join(part.text for part in parts).removeprefix("… ").removesuffix(" …")
    assert piece in " ".join(text.split()) or piece.strip() in text
