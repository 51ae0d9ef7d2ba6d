"""Looking for a text in bytes, in every encoding in which it could have been left behind."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator

_BASE64: dict[str, Callable[[bytes], bytes]] = {
    "base64": b64encode,
    "base64 for addresses": urlsafe_b64encode,
}


def traces(text: str) -> dict[str, bytes]:
    """Return what a text looks like in each encoding; base64 once per alignment."""
    plain = text.encode()
    looks = {
        "UTF-8": plain,
        "UTF-16-LE": text.encode("utf-16-le"),
        "UTF-16-BE": text.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
    }
    for name, encode in _BASE64.items():
        for shift in range(3):
            looks[f"{name}, shifted by {shift}"] = _aligned(plain, shift, encode)
    return looks


def find(texts: dict[str, str], kept: Iterator[tuple[str, bytes]]) -> set[str]:
    """Return "<text> in <place>, as <encoding>" for everything found in what was kept."""
    looks = [
        (f"{name} in {{}}, as {encoding}", trace)
        for name, text in texts.items()
        for encoding, trace in traces(text).items()
    ]
    return {
        found.format(place) for place, content in kept for found, trace in looks if trace in content
    }


def _aligned(plain: bytes, shift: int, encode: Callable[[bytes], bytes]) -> bytes:
    """Return the characters of base64 that are the same whatever stands before and after."""
    first = -(-shift * 8 // 6)
    last = (shift + len(plain)) * 8 // 6
    return encode(b"\x00" * shift + plain)[first:last]
