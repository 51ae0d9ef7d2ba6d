"""`manage.py setup`: the ceremony that opens a real installation, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.core.validators import validate_email

from ateams.ops.first_steps import (
    SetUpAlreadyError,
    has_recovery_key,
    invite_first_lead,
    refuse_second_time,
)
from vault.passphrases import normalise
from vault.recovery import draw

_CEREMONY = """
The recovery key opens every case when nobody else can. It is made now and stored nowhere.
It comes in two halves for two safes; each is worth nothing alone. You need two sheets of paper,
or two people. Each half is shown once, and typed back from the paper.
Until the end nothing is stored: after Ctrl-C, simply start again.
"""
_CLEAR = "\033[2J\033[3J\033[H"  # the screen, and what could be scrolled back to


class Command(BaseCommand):
    """Makes the recovery key and invites the first lead."""

    help = "Set a new installation up, once, on a terminal: recovery key and first lead."

    @no_translations  # the terminal speaks English, like the handbook
    def handle(self, *_args: Any, **_options: Any) -> None:
        """Ask, show, have typed back; store everything at the end or nothing."""
        self._check_place()
        try:
            refuse_second_time()
            self._confirm_office()
            name = self._ask("Name of the first lead", str)
            email = self._ask("E-mail of the first lead", _email)
            recovery_key = None if has_recovery_key() else self._hold_ceremony()
            link = invite_first_lead(name=name, email=email, recovery_key=recovery_key)
        except SetUpAlreadyError as error:
            raise CommandError(
                "This installation has been set up: sign in, or accept the invitation."
            ) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (KeyboardInterrupt, EOFError) as error:
            raise CommandError("\nStopped. Nothing was stored.") from error
        self.stdout.write(f"\nDone. The first lead's invitation, which was mailed as well:\n{link}")

    def _check_place(self) -> None:
        if settings.DEMO:
            raise CommandError("The demo sets itself up; start without DEMO.")
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise CommandError("Setup shows secrets: it runs on a terminal, with nothing piped.")

    def _confirm_office(self) -> None:
        question = f'Your office is called "{settings.OFFICE_NAME}" (OFFICE_NAME). Right? (y/n)'
        if self._ask(question, _yes_or_no) == "n":
            raise CommandError("Set OFFICE_NAME as .env.example shows, and start again.")

    def _hold_ceremony(self) -> bytes:
        self.stdout.write(_CEREMONY)
        self._wait("Press Enter when you are ready.")
        secret = draw()
        for number, half in enumerate(secret.halves, start=1):
            self.stdout.write(f"{_CLEAR}Half {number} of 2:\n\n    {half}\n")
            self._wait("Write it down, the word at the end included, then press Enter.")
        self.stdout.write(_CLEAR)
        for number, half in enumerate(secret.halves, start=1):
            self._have_typed_back(number, half)
        self.stdout.write(_CLEAR)
        return secret.public_key

    def _have_typed_back(self, number: int, half: str) -> None:
        while normalise(input(f"Type half {number} from the paper: ")) != normalise(half):
            self.stdout.write("That is not the same. Look at the paper, or begin anew (Ctrl-C).")

    def _wait(self, what_for: str) -> None:
        self.stdout.flush()
        input(what_for)

    def _ask(self, question: str, check: Callable[[str], str]) -> str:
        while True:
            self.stdout.flush()
            typed = input(f"{question}: ").strip()
            try:
                if typed:
                    return check(typed)
            except ValidationError as error:
                self.stdout.write(" ".join(error.messages))


def _email(typed: str) -> str:
    validate_email(typed)
    return typed


def _yes_or_no(typed: str) -> str:
    answer = typed.casefold()[:1]
    if answer not in {"y", "n"}:
        raise ValidationError("Please answer y or n.")
    return answer
