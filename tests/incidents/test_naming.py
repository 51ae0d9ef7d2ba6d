"""Where a text seems to name somebody."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.naming import SHOWN, seeming_names

WORDS = st.lists(
    st.sampled_from(["eine", "Person", "aus", "Jahrgang", "9", "sagt", "Frau", "Herr", "dass"]),
    max_size=8,
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Schreib an ali.k@schule.example bitte.", ["ali.k@schule.example"]),
        ("Ihre Nummer ist 0511 12345 oder +49 176/1234567.", ["0511 12345", "+49 176/1234567"]),
        ("In der Story von @ali_1 stand es.", ["@ali_1"]),
        ("Das war Herr Meier, und Frau Öztürk-Lang lachte.", ["Herr Meier", "Frau Öztürk-Lang"]),
        ("Die Frau Dr. Klein, mit Herrn\nGroß.", ["Frau Dr. Klein", "Herrn Groß"]),
        ("Er heißt Ali. Ein Junge namens Ben.", ["heißt Ali", "namens Ben"]),
        ("Mein Name ist Ayşe.", ["Name ist Ayşe"]),
        ("Herr Meier und Herr Meier.", ["Herr Meier"]),
    ],
)
def test_what_names_somebody_is_found(text: str, found: list[str]) -> None:
    assert seeming_names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Eine Frau aus der 9b.",
        "Herr Lehrer hat gelacht, und die Frau Schulleiterin auch.",
        "Als Frau Angst haben, das kennt sie.",
        "Wenn eine Frau Nein sagt.",
        "Das heißt Ausgrenzung. Was heißt Respekt?",
        "Am 01.11.2026 um 08:30, am 01-11-2026 oder 01/11/2026.",
        "Von 09.45 - 10.30 Uhr in Raum 0.13, 0800.",
        "Sie ist 15 und in der 10a, seit 2024.",
        "Treffpunkt @ 10 Uhr",
    ],
)
def test_what_names_nobody_raises_no_alarm(text: str) -> None:
    assert seeming_names(text) == []


@given(st.text(max_size=400))
def test_any_text_is_looked_at_and_only_quoted(text: str) -> None:
    found = seeming_names(text)
    assert len(found) <= SHOWN
    assert len(set(found)) == len(found)
    assert all(place in " ".join(text.split()) for place in found)


@given(
    WORDS,
    st.sampled_from(["@ali_k", "a.b@schule.example", "0511 123456", "Frau Meier", "namens Ali"]),
    WORDS,
)
def test_name_is_found_wherever_it_stands(before: str, name: str, after: str) -> None:
    text = f"{before}, {name}, {after}"
    assert name in seeming_names(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüß .,;!?\n", max_size=300))
def test_small_letters_name_nobody(text: str) -> None:
    assert seeming_names(text) == []


@given(st.dates(min_value=date(2000, 1, 1)), st.sampled_from(["%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"]))
def test_day_is_no_telephone_number(day: date, form: str) -> None:
    assert seeming_names(f"Am {day.strftime(form)} in der Pause.") == []


@pytest.mark.parametrize("piece", ["0 ", "a", "@", "Frau ", "+49(", "a.", "heißt "])
def test_long_texts_are_looked_at_at_once(piece: str) -> None:
    """No pattern runs through the same text again and again: this would take minutes."""
    assert len(seeming_names(piece * (40_000 // len(piece)))) <= SHOWN
