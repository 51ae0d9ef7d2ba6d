"""`manage.py make_recovery_key`: new sheets for the two safes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from ateams.ops.ceremony import ask_for_halves, hold_ceremony
from ateams.ops.first_steps import has_recovery_key
from ateams.ops.management.commands.recover import tell
from ateams.ops.recovering import install, reseal_all
from ateams.ops.terminal import Terminal, secret_terminal
from vault.models import Grant
from vault.sharing import recovery_key_of, without_recovery_key

_LEFT = """
{count} envelopes are still sealed to an earlier recovery key alone. The office's start page asks
people who can open them to seal them anew. `manage.py check_vault` says how many are left.
"""


class Command(BaseCommand):
    """Holds the ceremony again, because a sheet is lost, was seen, or somebody left who knew it."""

    help = "Make a new recovery key on a terminal; what is sealed already is sealed to it as well."

    @no_translations  # the terminal speaks English, like the handbook
    def handle(self, *_args: Any, **_options: Any) -> None:
        """Ask for the earlier halves where they exist, hold the ceremony, seal anew."""
        terminal = secret_terminal("Making a recovery key", self.stdout)
        try:
            earlier = self._ask_for_earlier(terminal)
            public_key = hold_ceremony(terminal)
        except (KeyboardInterrupt, EOFError) as error:
            raise CommandError("\nStopped. Nothing was stored.") from error
        install(public_key=public_key)
        if earlier:
            count = Grant.objects.filter(recovery_key=recovery_key_of(earlier)).count()
            tell(terminal, "sealed anew", reseal_all(secret_key=earlier), count)
        if left := without_recovery_key().count():
            terminal.write(_LEFT.format(count=left))
        terminal.write("\nDone. Destroy the old sheets, and lock the new ones away.")

    def _ask_for_earlier(self, terminal: Terminal) -> bytes | None:
        if not has_recovery_key():
            return None
        if not terminal.agrees("A new recovery key will take the place of the present one. Right?"):
            raise CommandError("Nothing was changed.")
        if not terminal.agrees("Do you have both halves of the present one?"):
            return None
        return ask_for_halves(terminal)
