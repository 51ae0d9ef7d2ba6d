"""`manage.py load_codelists`: the code lists that come with the program, into the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from codelists.services import load


class Command(BaseCommand):
    """Adds what is new; what the office has renamed, hidden or moved stays as it is."""

    help = "Load the code lists. Run it after every update; a second time it changes nothing."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, and say how much was new."""
        added = load()
        if options["verbosity"]:
            self.stdout.write(f"Code lists: {added} new entries.")
