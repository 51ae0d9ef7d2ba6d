"""Talking with whoever sits at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, OutputWrapper

_CLEAR = "\033[2J\033[3J\033[H"  # the screen, and what could be scrolled back to


class Terminal:
    """Asks and shows. Nothing it shows or reads is kept anywhere but on the screen."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out

    def write(self, text: str) -> None:
        """Show a text."""
        self._out.write(text)

    def clear(self) -> None:
        """Wipe the screen, and what could be scrolled back to."""
        self._out.write(_CLEAR)

    def wait(self, what_for: str) -> None:
        """Go on after Enter."""
        self._out.flush()
        input(what_for)

    def read(self, question: str) -> str:
        """Return a line as it was typed."""
        self._out.flush()
        return input(question)

    def ask(self, question: str, check: Callable[[str], str] = str) -> str:
        """Ask until the answer is neither empty nor refused by a ValidationError."""
        while True:
            typed = self.read(f"{question}: ").strip()
            try:
                if typed:
                    return check(typed)
            except ValidationError as error:
                self.write(" ".join(error.messages))

    def agrees(self, question: str) -> bool:
        """Ask for a yes or a no."""
        return self.ask(f"{question} (y/n)", _yes_or_no) == "y"


def secret_terminal(name: str, out: OutputWrapper) -> Terminal:
    """Return the terminal for a command that shows secrets; raise CommandError where it is none."""
    if settings.DEMO:
        raise CommandError("The demo sets itself up; start without DEMO.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError(f"{name} shows secrets: it runs on a terminal, with nothing piped.")
    return Terminal(out)


def _yes_or_no(typed: str) -> str:
    answer = typed.casefold()[:1]
    if answer not in {"y", "n"}:
        raise ValidationError("Please answer y or n.")
    return answer
