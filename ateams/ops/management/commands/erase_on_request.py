"""`manage.py erase_on_request`: somebody, or an institution, wants to be erased."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Institution
from ateams.ops.erasing.on_request import erase_institution, erase_person


class Command(BaseCommand):
    """Erases at once, and for good, after --yes."""

    help = "Erase a person's account, contacts and mails, or an institution with all that it has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whom to erase."""
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--person", metavar="EMAIL")
        whom.add_argument("--institution", metavar="SLUG")
        parser.add_argument("--yes", action="store_true", help="really; it cannot be undone")

    def handle(
        self, *_args: Any, person: str | None, institution: str | None, yes: bool, **_options: Any
    ) -> None:
        """Erase, and say how much there was."""
        if not yes:
            raise CommandError("This cannot be undone. Add --yes if you are sure.")
        if person:
            erased = erase_person(email=person)
        else:
            found = Institution.objects.filter(slug=institution).first()
            if found is None:
                raise CommandError(f"There is no institution {institution}.")
            erased = erase_institution(institution=found)
        for what, count in erased.items():
            self.stdout.write(f"{count:>8}  {what}")
        if not erased:
            self.stdout.write("Nothing was found.")
