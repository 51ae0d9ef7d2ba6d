"""The search for traces finds a text however it was encoded, whatever stands around it."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable

import pytest

from tests.security.traces import find

TEXT = "Marke~?>ÿ?>~7QXK"  # its base64 holds the two characters in which the alphabets differ
ENCODERS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16-LE": lambda text: text.encode("utf-16-le"),
    "UTF-16-BE": lambda text: text.encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "base64": lambda text: b64encode(text.encode()),
    "base64 for addresses": lambda text: urlsafe_b64encode(text.encode()),
}


@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "x" * 1000])
@pytest.mark.parametrize("after", ["", "z", "yz"])
def test_search_finds_the_text(encoding: str, before: str, after: str) -> None:
    content = b"\x00\xff" + ENCODERS[encoding](before + TEXT + after) + b"\xff"
    found = find({"text": TEXT}, iter([("page", content)]))
    assert any(line.startswith(f"text in page, as {encoding}") for line in found)


@pytest.mark.parametrize("encoding", ENCODERS)
def test_search_finds_nothing_where_nothing_is(encoding: str) -> None:
    content = ENCODERS[encoding]("Marke~?>ÿ?>~7QX" + "something else" * 100)
    assert find({"text": TEXT}, iter([("page", content)])) == set()
