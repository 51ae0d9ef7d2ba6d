"""Parts of a file, as players ask for them: one range of bytes (RFC 9110, section 14)."""

from __future__ import annotations

import re

_ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))", re.ASCII)


class Unsatisfiable(Exception):  # noqa: N818 - says what happened
    """The range begins behind the end."""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return start and stop of the range that a header asks for; nothing for the whole file.

    Several ranges and whatever is no range are answered with the whole, as the RFC allows.
    """
    asked = _ONE_RANGE.fullmatch(header.strip())
    if asked is None:
        return None
    first, last, suffix = asked.groups()
    if suffix is not None:
        start, stop = max(size - int(suffix), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise Unsatisfiable
    return start, stop
