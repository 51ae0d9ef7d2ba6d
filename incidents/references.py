"""References as people type them: in small letters, without the dash, or only how they begin."""

from __future__ import annotations

import re

from incidents.models.case import REFERENCE_LETTERS

WHOLE, HALF = 8, 4
# Half a reference at least: what is shorter is as likely an abbreviation that is looked for.
_TYPED = re.compile(rf"[{REFERENCE_LETTERS}]{{{HALF},{WHOLE}}}")
_DASHES = re.compile(r"[\s\-\u2010-\u2015]")


def beginning_of_reference(typed: str) -> str:
    """Return how a reference begins that may be meant; nothing if none can be."""
    letters = _DASHES.sub("", typed).upper()
    if not _TYPED.fullmatch(letters):
        return ""
    return f"{letters[:HALF]}-{letters[HALF:]}"
