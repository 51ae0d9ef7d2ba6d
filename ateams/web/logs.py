"""What the log keeps: that something happened and where, never of whom or what it was.

Every handler carries `Discretion`, whoever logs: Django, gunicorn, Celery, a library, a careless
line of our own. It needs no Django, since gunicorn asks for it before there is one.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from types import TracebackType
from uuid import UUID

# Said as they are. Of any other thing only the name of its class is kept: of a request, its
# headers, a dictionary of local variables, bytes, an exception, a text of several words.
_HARMLESS = (bool, int, float, Enum, UUID, type(None))
# The name of a task, a class, a queue, a host.
_WORD = re.compile(r"[\w.:@-]{1,60}")

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ROW_ID = re.compile(rf"(?<![\w-])({_UUID})(?![\w-])")
# Where something begins that was put into a sentence as Python shows it: {…}, […], <…>, '…', b"…".
# A task's id in brackets is none.
_REPRESENTATION = re.compile(rf"[{{<]|\[(?!{_UUID}\])|(?<!\w)b?['\"„“]")
_HIDDEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\S+@\S+\.\S+"), "(address)"),
    # Whatever has a slash may be a path with a token, or an address with a password.
    (re.compile(r"\S*[/\\]\S*"), "(path)"),
    (re.compile(r"\S*[?&]\S*"), "(query)"),
    (re.compile(r"\S*(?:[0-9a-f]{0,4}:){2,}\S*", re.IGNORECASE), "(host)"),
    (re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?"), "(host)"),
)
# Not looked for in ids of rows.
_CODES: tuple[tuple[re.Pattern[str], str], ...] = (
    # Receipt codes, phone numbers, dates of birth; in any script, grouped or not.
    (re.compile(r"\d(?:[\s.:_–-]{0,3}\d){5,}"), "(number)"),
    (re.compile(r"(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[\w-]{12,}|[\w-]{28,}"), "(token)"),
)


class Discretion(logging.Filter):
    """Takes out of a record what could lead to a person, before any handler writes it.

    No record is dropped: place, level and class of an exception stay, and the frames of its
    traceback without what stood in them. What it cannot know is a sentence of somebody's report
    that a line of ours puts together with its own words; ruff refuses such lines (G004).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place, once."""
        if not getattr(record, "is_discreet", False):
            record.msg, record.args = discreet_message(record.msg, record.args), None
            if record.exc_info:
                record.exc_text = discreet_traceback(record.exc_info[0], record.exc_info[2])
            record.stack_info = None
            record.is_discreet = True
        return True


class RequestFormatter(logging.Formatter):
    """Writes status, name of the view and class of the exception, and nothing else.

    Paths hold tokens and receipts, queries and bodies hold what people write, and a traceback
    may quote any of it; messages of Django's request loggers name the path. None of that is kept.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        error = record.exc_info[0] if record.exc_info else None
        return " ".join(
            [
                self.formatTime(record),
                record.levelname,
                record.name,
                f"status={getattr(record, 'status_code', '-')}",
                f"view={match.view_name if match else '-'}",
                f"error={error.__name__ if error else '-'}",
            ]
        )


def discreet_message(message: object, arguments: object = None) -> str:
    """Return what a record says, without what it must not say."""
    text = message if isinstance(message, str) else str(_said(message))
    if arguments:
        with suppress(TypeError, ValueError, KeyError):  # a line that is wrong still says where
            text = text % _all_said(arguments)
    return _discreet(text)


def discreet_traceback(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    """Return class and frames of an exception: neither its message nor lines of code."""
    frames = [
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace, limit=-20)
    ]
    return "\n".join([kind.__name__ if kind else "Exception", *frames])


class _Name(str):
    """The name of a class in place of a thing; shown by %r as by %s."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _all_said(arguments: object) -> object:
    if isinstance(arguments, Mapping):
        return {name: _said(value) for name, value in arguments.items()}
    if isinstance(arguments, tuple):
        return tuple(_said(value) for value in arguments)
    return _said(arguments)


def _said(value: object) -> object:
    if isinstance(value, _HARMLESS):
        return value
    if isinstance(value, str) and _WORD.fullmatch(value):
        return _Name(value)
    return _Name(f"({type(value).__name__})")


def _discreet(text: str) -> str:
    shown = _REPRESENTATION.search(text)
    if shown:
        text = f"{text[: shown.start()]}(…)"
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    parts = _ROW_ID.split(text)
    for place in range(0, len(parts), 2):  # ids of rows stand in between, and stay
        for pattern, instead in _CODES:
            parts[place] = pattern.sub(instead, parts[place])
    return "".join(parts)
