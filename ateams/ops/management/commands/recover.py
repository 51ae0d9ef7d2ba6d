"""`manage.py recover --to somebody@…`: open everything again with the two halves from the safes."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from ateams.ops.ceremony import ask_for_halves, hold_ceremony
from ateams.ops.recovering import (
    Receiver,
    RecoverError,
    begin,
    find_receiver,
    install,
    reseal_all,
    share_all,
)
from ateams.ops.terminal import Terminal, secret_terminal
from vault.models import Grant
from vault.sharing import Step, recovery_key_of, to_recover

_INTRODUCTION = """
Everything that is sealed to the recovery key is shared with one person of the office. Afterwards a
new recovery key takes its place: you need two new sheets of paper for the two safes.
Cases whose reporters once shut this person out stay closed to them; whoever must be able to open
every case names a second receiver. All leads get a mail. After Ctrl-C start the same command again:
it goes on where it was.
"""


class Command(BaseCommand):
    """Shares everything with one receiver, and ends with a new recovery key."""

    help = "Share every envelope with one person of the office, by the recovery key's two halves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the receiver; the halves are asked for, so that no list of processes shows them."""
        parser.add_argument("--to", required=True, metavar="EMAIL", help="address of the receiver")

    @no_translations  # the terminal speaks English, like the handbook
    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask for the halves, share, hold the ceremony, seal anew."""
        terminal = secret_terminal("Recovering", self.stdout)
        try:
            receiver = find_receiver(options["to"])
            terminal.write(_INTRODUCTION)
            secret_key = ask_for_halves(terminal)
            self._share(terminal, receiver, secret_key)
            self._renew(terminal, secret_key)
        except RecoverError as error:
            raise CommandError(str(error)) from error
        except (KeyboardInterrupt, EOFError) as error:
            raise CommandError(
                "\nStopped. What was done stays; start the same command again to go on."
            ) from error

    def _share(self, terminal: Terminal, receiver: Receiver, secret_key: bytes) -> None:
        person, found = receiver.person, recovery_key_of(secret_key)
        count = to_recover(recovery_key=found, reader=receiver.key_pair).count()
        terminal.write(f"\n{count} envelopes will be shared with {person.name} <{person.email}>.")
        if receiver.activates:
            terminal.write("The key waits for a lead; the recovery key activates it.")
        if not terminal.agrees("Right?"):
            raise CommandError("Nothing was changed.")
        if count or receiver.activates:
            begin(receiver=receiver, secret_key=secret_key)
        tell(terminal, "shared", share_all(receiver=receiver, secret_key=secret_key), count)

    def _renew(self, terminal: Terminal, secret_key: bytes) -> None:
        used = recovery_key_of(secret_key)
        if used.retired_at is None:
            terminal.write("\nNow the new recovery key.")
            install(public_key=hold_ceremony(terminal))
        count = Grant.objects.filter(recovery_key=used).count()
        tell(terminal, "sealed anew", reseal_all(secret_key=secret_key), count)
        terminal.write("\nDone. Destroy the two old sheets, and lock the new ones away.")


def tell(terminal: Terminal, done: str, steps: Iterable[Step], total: int) -> None:
    """Take the steps and count along."""
    sealed = damaged = 0
    for step in steps:
        sealed, damaged = sealed + step.done, damaged + step.damaged
        terminal.write(f"{sealed} of {total} {done}")
    if damaged:
        terminal.write(f"{damaged} are damaged and could not be opened; check_vault names them.")
