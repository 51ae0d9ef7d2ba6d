"""Lines of a mail's text, short enough for every mail program."""

from __future__ import annotations

import re
from textwrap import wrap

LONGEST_LINE = 76  # RFC 5322 asks for at most 78 characters
_MARGIN = re.compile(r"[ *-]*")


def folded(text: str) -> str:
    """Break lines between words. An address stays whole, however long, so that it can be tapped.

    Lines of a list go on under their first word.
    """
    return "\n".join("\n".join(_fold(line)) for line in text.split("\n"))


def _fold(line: str) -> list[str]:
    if len(line) <= LONGEST_LINE:
        return [line]
    margin = _MARGIN.match(line)
    indent = " " * len(margin.group()) if margin else ""
    return wrap(
        line,
        LONGEST_LINE,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [line]
