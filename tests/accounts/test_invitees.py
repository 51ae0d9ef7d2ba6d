"""Reading a pasted list of people."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.invitees import Invitee, read_invitees

NAMES = st.text("abcçğöşüÄß éñ'", min_size=1, max_size=40).filter(
    lambda name: " ".join(name.split()).strip("'") == name
)
ADDRESSES = st.from_regex(r"[a-z][a-z0-9]{0,8}@[a-z]{1,10}\.(de|example)", fullmatch=True)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ayşe Öztürk <ayse@schule.example>", "Ayşe Öztürk"),
        ('"Öztürk, Ayşe" <ayse@schule.example>', "Öztürk, Ayşe"),
        ("ayse@schule.example; Ayşe Öztürk", "Ayşe Öztürk"),
        ("Ayşe Öztürk, ayse@schule.example", "Ayşe Öztürk"),
        ("Ayşe Öztürk\tayse@schule.example", "Ayşe Öztürk"),
        ("  AYSE@Schule.example  ", ""),
        ("<ayse@schule.example>", ""),
    ],
)
def test_line_is_read_in_each_common_form(line: str, name: str) -> None:
    assert read_invitees(line) == ([Invitee(1, "ayse@schule.example", name)], [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Ayşe Öztürk", "Hier fehlt eine E-Mail-Adresse."),
        ("a@x.example b@x.example", "Hier stehen mehrere Adressen; bitte eine je Zeile."),
        ("ayse@schule", "Bitte gültige E-Mail-Adresse eingeben."),
        ("@", "Bitte gültige E-Mail-Adresse eingeben."),
    ],
)
def test_line_that_cannot_be_used_says_why(line: str, reason: str) -> None:
    invitees, errors = read_invitees(f"ok@x.example\n\n{line}")
    assert [invitee.email for invitee in invitees] == ["ok@x.example"]
    assert [(error.line, error.reason) for error in errors] == [(3, reason)]


def test_address_that_stands_twice_names_the_first_line() -> None:
    _invitees, errors = read_invitees("a@x.example\nb@x.example\nA@X.example")
    assert [(error.line, error.reason) for error in errors] == [
        (3, "Diese Adresse steht schon in Zeile 1.")
    ]


@pytest.mark.parametrize("line", ["x" * 200_000, "x" * 200_000 + "@", "<" * 200_000, "@" * 200_000])
def test_long_line_is_read_in_no_time(line: str) -> None:
    started = process_time()
    _invitees, errors = read_invitees(line)
    assert process_time() - started < 1
    assert len(errors) == 1


@settings(deadline=None)
@given(st.text(max_size=300))
def test_every_line_comes_back_once(pasted: str) -> None:
    invitees, errors = read_invitees(pasted)
    filled = [n for n, line in enumerate(pasted.split("\n"), start=1) if line.strip()]
    assert sorted([e.line for e in invitees] + [e.line for e in errors]) == filled


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(NAMES, ADDRESSES), min_size=1, max_size=8, unique_by=lambda pair: pair[1])
)
def test_names_and_addresses_survive_in_each_form(people: list[tuple[str, str]]) -> None:
    for form in ("{0} <{1}>", "{1}; {0}", "{0}, {1}"):
        invitees, errors = read_invitees("\n".join(form.format(*person) for person in people))
        assert errors == []
        assert [(invitee.name, invitee.email) for invitee in invitees] == people
