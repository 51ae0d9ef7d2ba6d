"""`manage.py demo`: invented people, cases and trainings for looking around."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ateams.ops.demo.loading import DemoError, load_demo
from ateams.ops.demo.sign_ins import read_sign_ins, sign_ins_file


class Command(BaseCommand):
    """Loads the demo's data into an empty demo, and prints who can sign in."""

    help = "Load invented data (with DEMO=1 only) and print the sign-ins. Loaded data is kept."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load once, print always."""
        try:
            load_demo()
        except DemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(sign_in_table())


def sign_in_table() -> str:
    """Return the sign-ins as a table for the terminal."""
    entries = read_sign_ins()
    rows = [f"  {entry['role']:<12} {entry['email']:<26} {entry['password']}" for entry in entries]
    passphrase = next(entry["case_passphrase"] for entry in entries if entry["case_passphrase"])
    return "\n".join(
        [
            f"Demo on {settings.BASE_URL}/",
            *rows,
            f"  Case passphrase of all but admin: {passphrase}",
            f"  Mails: {settings.BASE_URL}/demo/mail/   Sign-ins: {sign_ins_file()}",
        ]
    )
