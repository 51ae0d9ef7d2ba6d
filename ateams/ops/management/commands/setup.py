"""`manage.py setup`: the ceremony that opens a real installation, on a terminal only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.core.validators import validate_email

from ateams.ops.ceremony import hold_ceremony
from ateams.ops.first_steps import (
    SetUpAlreadyError,
    has_recovery_key,
    invite_first_lead,
    refuse_second_time,
)
from ateams.ops.terminal import Terminal, secret_terminal
from codelists.services import load as load_code_lists


class Command(BaseCommand):
    """Makes the recovery key and invites the first lead."""

    help = "Set a new installation up, once, on a terminal: recovery key and first lead."

    @no_translations  # the terminal speaks English, like the handbook
    def handle(self, *_args: Any, **_options: Any) -> None:
        """Ask, show, have typed back; store everything at the end or nothing."""
        terminal = secret_terminal("Setup", self.stdout)
        try:
            refuse_second_time()
            self._confirm_office(terminal)
            name = terminal.ask("Name of the first lead")
            email = terminal.ask("E-mail of the first lead", _email)
            recovery_key = None if has_recovery_key() else hold_ceremony(terminal)
            load_code_lists()
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

    def _confirm_office(self, terminal: Terminal) -> None:
        question = f'Your office is called "{settings.OFFICE_NAME}" (OFFICE_NAME). Right?'
        if not terminal.agrees(question):
            raise CommandError("Set OFFICE_NAME as .env.example shows, and start again.")


def _email(typed: str) -> str:
    validate_email(typed)
    return typed
