"""What people write into cells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.enums import InstitutionType
from accounts.imports.columns import guess, header_index
from accounts.imports.institutions import FIELDS
from accounts.imports.values import NotUnderstoodError, code, count, day, minutes
from ateams.web.sheets.table import Row


@pytest.mark.parametrize(
    "text",
    [
        "15.03.2025", "15.3.25", "15/03/2025", "15-03-2025", "2025-03-15", "2025-03-15 09:30",
        "15. März 2025", "15 Mär 2025", "15. Maerz 2025", "Sa, 15.03.2025", "Samstag 15.3.2025",
        "15 March 2025", " 15.03.2025 ", "45731",
    ],
)  # fmt: skip
def test_day_is_understood_as_people_write_it(text: str) -> None:
    assert day(text) == date(2025, 3, 15)


@pytest.mark.parametrize(
    "text", ["", "31.02.2025", "2025", "15.03.", "morgen", "15. Foo 2025", "1"]
)
def test_what_is_no_day_is_named(text: str) -> None:
    with pytest.raises(NotUnderstoodError, match="ist kein Datum"):
        day(text)


@settings(max_examples=50, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_understood_in_both_notations(on: date) -> None:
    assert day(on.isoformat()) == day(f"{on:%d.%m.%Y}") == day(f"{on:%d.%m.%y}") == on


@pytest.mark.parametrize(
    ("text", "length"),
    [("90", 90), ("90 min", 90), ("90 Min.", 90), ("1,5 h", 90), ("1.5 Std.", 90), ("1:30", 90),
     ("2 Stunden", 120), ("1:30 Std", 90), ("90.0", 90)],
)  # fmt: skip
def test_duration_is_understood(text: str, length: int) -> None:
    assert minutes(text) == length


@pytest.mark.parametrize("text", ["", "lang", "2 Tage", "-90", "1,5,5"])
def test_what_is_no_duration_is_named(text: str) -> None:
    with pytest.raises(NotUnderstoodError, match="ist keine Dauer"):
        minutes(text)


def test_number_is_understood_up_to_its_limit() -> None:
    assert [count(text, most=30) for text in ("0", "24", "24.0", "24,00", " 30 ")] == [
        0,
        24,
        24,
        24,
        30,
    ]
    for text in ("31", "-1", "viele", "2.5", "1e3"):
        with pytest.raises(NotUnderstoodError):
            count(text, most=30)


@pytest.mark.parametrize(
    ("text", "found"),
    [("IGS", "igs"), ("igs", "igs"), ("Integrierte Gesamtschule", "igs"), ("bbs", "bbs"),
     ("Integrierte Gesamtschule (IGS)", "igs"), ("GRUNDSCHULE", "primary"),
     ("Kolleg", "second_chance"), ("Abendgymnasium", "second_chance")],
)  # fmt: skip
def test_word_of_a_list_is_understood(text: str, found: str) -> None:
    assert code(text, InstitutionType.choices, field="Art") == found


def test_columns_are_guessed_from_headings_below_a_title() -> None:
    rows = [
        Row(1, ("Liste der Schulen, Stand 2026",)),
        Row(3, ("Lfd. Nr.", "SCHULE", "Schulform", "Straße und Hausnummer", "E-Mail-Adresse")),
        Row(4, ("1", "A", "IGS", "B", "c@d.example")),
    ]
    assert header_index(rows, FIELDS) == 1
    assert guess(rows[1].cells, FIELDS) == {
        "name": 1,
        "type": 2,
        "address": 3,
        "contact_email": 4,
    }
