"""`manage.py check_audit`: proves that the audit log was not changed."""

import argparse
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ateams.audit.verification import verify


class Command(BaseCommand):
    """Goes through the whole chain and ends with 1 at its first fault."""

    help = "Prove the audit log; with --head also that nothing was cut off behind that entry."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a head that was mailed or kept with a backup."""
        parser.add_argument("--head", type=_digest, help="a digest of an earlier day")

    def handle(self, *_args: Any, head: str | None, **_options: Any) -> None:
        """Say what was proven, or what is wrong."""
        verdict = verify(head=head or "")
        if verdict.fault:
            raise CommandError(f"{verdict.fault} {verdict.entries} entries before it hold.")
        proven = "contains the given head" if head else "was not compared with an earlier head"
        self.stdout.write(f"{verdict.entries} entries hold. The chain {proven}.")


def _digest(typed: str) -> str:
    if not re.fullmatch("[0-9a-fA-F]{64}", typed):
        raise argparse.ArgumentTypeError("A head has 64 hexadecimal digits.")
    return typed.lower()
