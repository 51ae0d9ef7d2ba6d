"""Texts and payloads inside an opened envelope."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import crypto
from vault.crypto import Format, Place, new_data_key, seal
from vault.envelopes import OpenEnvelope, Sealed
from vault.errors import Unopenable, Unsealable

PLACE = Place("case", "7", "text")
ENVELOPE = OpenEnvelope(uuid4(), new_data_key())

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)


@given(text=st.text())
def test_text_opens_as_it_was_sealed(text: str) -> None:
    sealed = ENVELOPE.seal_text(text, place=PLACE)
    assert ENVELOPE.open_text(sealed, place=PLACE) == text


@pytest.mark.parametrize("plane", range(17))
def test_text_may_hold_every_character_of_a_plane(plane: int) -> None:
    code_points = range(plane * 0x10000, (plane + 1) * 0x10000)
    text = "".join(chr(point) for point in code_points if not 0xD800 <= point <= 0xDFFF)
    assert ENVELOPE.open_text(ENVELOPE.seal_text(text, place=PLACE), place=PLACE) == text


@pytest.mark.parametrize("text", ["\ud800", "before \udfff after", "\ude00\ud83d"])
def test_text_with_a_lone_surrogate_is_refused_without_naming_it(text: str) -> None:
    with pytest.raises(Unsealable) as refusal:
        ENVELOPE.seal_text(text, place=PLACE)
    assert refusal.value.args == ()
    assert refusal.value.__context__ is None


@given(payload=st.dictionaries(st.text(), json_values), schema=st.integers(1, 99))
def test_json_opens_with_its_schema(payload: dict[str, Any], schema: int) -> None:
    sealed = ENVELOPE.seal_json(payload, schema=schema, place=PLACE)
    assert ENVELOPE.open_json(sealed, place=PLACE) == Sealed(schema=schema, payload=payload)


@pytest.mark.parametrize("payload", [{"x": float("nan")}, {"x": float("inf")}])
def test_json_refuses_what_other_readers_could_not_parse(payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        ENVELOPE.seal_json(payload, schema=1, place=PLACE)


@pytest.mark.parametrize(
    "plaintext", [b"", b"no json", b"\xff", b"[]", b"{}", b"7", b"null", b'{"schema":1}']
)
def test_open_refuses_what_was_never_a_payload(plaintext: bytes) -> None:
    sealed = seal(plaintext, key=ENVELOPE.data_key, place=PLACE)
    with pytest.raises(Unopenable) as refusal:
        ENVELOPE.open_text(sealed, place=PLACE)
    assert refusal.value.__context__ is None


def test_open_text_refuses_another_payload() -> None:
    sealed = ENVELOPE.seal_json({"answers": ["yes"]}, schema=3, place=PLACE)
    with pytest.raises(Unopenable):
        ENVELOPE.open_text(sealed, place=PLACE)


def test_text_opens_in_its_envelope_only() -> None:
    other = OpenEnvelope(ENVELOPE.id, new_data_key())
    with pytest.raises(Unopenable):
        other.open_text(ENVELOPE.seal_text("content", place=PLACE), place=PLACE)


def test_reseal_has_nothing_to_do_in_the_newest_format() -> None:
    assert ENVELOPE.reseal(ENVELOPE.seal_text("content", place=PLACE), place=PLACE) is None


def test_reseal_brings_an_older_format_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    older = Format(
        seal=lambda plaintext, key, associated: crypto.FORMATS[1].seal(
            plaintext[::-1], key, associated
        ),
        unseal=lambda body, key, associated: crypto.FORMATS[1].unseal(body, key, associated)[::-1],
    )
    monkeypatch.setitem(crypto.FORMATS, 0, older)
    monkeypatch.setattr(crypto, "NEWEST_FORMAT", 0)
    sealed = ENVELOPE.seal_text("content", place=PLACE)
    monkeypatch.setattr(crypto, "NEWEST_FORMAT", 1)

    newest = ENVELOPE.reseal(sealed, place=PLACE)

    assert newest is not None
    assert (sealed[0], newest[0]) == (0, 1)
    assert ENVELOPE.open_text(sealed, place=PLACE) == "content"
    assert ENVELOPE.open_text(newest, place=PLACE) == "content"


def test_envelope_does_not_show_its_key() -> None:
    assert repr(ENVELOPE) == f"OpenEnvelope(id={ENVELOPE.id!r})"
