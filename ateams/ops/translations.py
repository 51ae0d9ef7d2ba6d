"""Translations: compiling catalogues, and finding what a catalogue misses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_CATALOGUE = "LC_MESSAGES/django.po"
# What holds no sentence of the product, or would only cost time to read.
_LEFT_OUT = shutil.ignore_patterns(
    ".*", "node_modules", "data", "static", "staticfiles", "tests", "bench", "docs", "*.mo"
)


class GettextMissingError(Exception):
    """gettext's programs are not installed."""


@dataclass(frozen=True)
class Gaps:
    """What a language has no sentence of its own for."""

    missing: list[str]
    fuzzy: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.fuzzy)


def compile_catalogues(locale: Path) -> int:
    """Write the .mo file of every catalogue that is newer than its own; return how many."""
    written = 0
    for source in sorted(locale.glob(f"*/{_CATALOGUE}")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as readable, target.open("wb") as writable:
            write_mo(writable, read_po(readable))
        written += 1
    return written


def find_gaps(project: Path, language: str) -> Gaps:
    """Return which strings of the sources the language misses or has only guesses for.

    Collects the strings in a temporary copy of the project, which stays as it is. Raises
    GettextMissingError.
    """
    if not shutil.which("xgettext") or not shutil.which("msgmerge"):
        raise GettextMissingError
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(project, copy, ignore=_LEFT_OUT)
        (copy / "locale").mkdir(exist_ok=True)
        # Without settings Django looks at the current folder, which is the copy, and nowhere else.
        neutral = {key: text for key, text in os.environ.items() if not key.startswith("DJANGO")}
        subprocess.run(  # noqa: S603  no part of it comes from outside
            [sys.executable, "-m", "django", "makemessages", "--locale", language, "-v", "0"],
            cwd=copy,
            env=neutral,
            check=True,
        )
        with (copy / "locale" / language / _CATALOGUE).open("rb") as file:
            messages = [message for message in read_po(file) if message.id]
    return Gaps(
        missing=[_text(message) for message in messages if not _is_translated(message)],
        fuzzy=[_text(message) for message in messages if message.fuzzy],
    )


def _text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _is_translated(message: Message) -> bool:
    return bool(message.string) if isinstance(message.string, str) else all(message.string or ())


if __name__ == "__main__":  # `python -m ateams.ops.translations locale`
    compile_catalogues(Path(sys.argv[1]))
