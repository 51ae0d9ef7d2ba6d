"""Setting a paper: from data to the bytes of a PDF, without anything lying anywhere.

    paper = typeset("memory_log", {"title": …, …})

Data goes through a pipe as JSON and is never part of the template, so that no text can become
markup. The same data gives the same bytes. What one person wrote neither stays in this process nor
touches a disk: see `ateams.web.papers.program`, which does the work.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

PROGRAM = Path(__file__).with_name("program.py")
TEMPLATES = settings.BASE_DIR / "templates" / "pdf"
FONTS = settings.BASE_DIR / "static" / "build" / "fonts"
PATIENCE_SECONDS = 15
# Each may take a core; whoever comes third waits for one of them, but not for long.
AT_ONCE = 2
MOST_BYTES = 20 * 1024 * 1024
_SLOTS = BoundedSemaphore(AT_ONCE)

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# A line of the paper takes no more without a space.
_TOO_LONG = re.compile(r"[^\s\u200b]{60}(?=[^\s\u200b])")
_RIGHT_TO_LEFT = {"R", "AL"}
_STRONG = _RIGHT_TO_LEFT | {"L"}


class Untypesettable(Exception):  # noqa: N818 - says what happened
    """No paper came of it: a sign that no font has, or too much at once. Show a page instead."""


class Busy(Untypesettable):
    """Others are at it; a little later it would work."""


def typeset(template: str, data: Mapping[str, Any], *, base: str = "paper") -> bytes:
    """Return a tagged PDF in the language that is active. Raises `Untypesettable` and `Busy`.

    `base` is the template that says what such papers look like; most look like "paper".
    """
    told = json.dumps({**_language(), **data})
    if not _SLOTS.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        done = subprocess.run(  # noqa: S603 - every word of the command is ours
            command(template, base=base),
            input=told.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote the text
            timeout=PATIENCE_SECONDS,
            env={},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Untypesettable from None
    finally:
        _SLOTS.release()
    if done.returncode or not 0 < len(done.stdout) <= MOST_BYTES:
        raise Untypesettable
    return done.stdout


def command(template: str, *, base: str = "paper") -> list[str]:
    """Return how the program is started: isolated from everything that the environment says."""
    sources = [str(TEMPLATES / f"{name}.typ") for name in (base, template)]
    return [sys.executable, "-I", "-B", str(PROGRAM), str(FONTS), *sources]


def passage(text: str) -> dict[str, Any]:
    """Return a text as templates take it: its paragraphs, and the direction in which it runs.

    Signs that print nothing are left out; a word that is longer than a line may break.
    """
    printable = _TOO_LONG.sub("\\g<0>\u200b", _UNPRINTABLE.sub("", text))
    return {"lines": printable.split("\n"), "rtl": runs_right_to_left(text)}


def runs_right_to_left(text: str) -> bool:
    """Tell it as browsers do: by the first letter that has a direction."""
    directions = map(unicodedata.bidirectional, text)
    first = next((found for found in directions if found in _STRONG), "L")
    return first in _RIGHT_TO_LEFT


def _language() -> dict[str, Any]:
    """Return the language as PDF names it ("de-simple" is German), and where its lines begin."""
    code = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return {"lang": code, "rtl": code in settings.LANGUAGES_BIDI}
