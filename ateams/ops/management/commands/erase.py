"""`manage.py erase`: what is due to be erased, and erasing it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from ateams.ops.erasing.runner import ErasureError, erase_due, outlook


class Command(BaseCommand):
    """Prints a table of kinds and counts; without --dry-run it erases what is due."""

    help = "Erase what is due, as the daily job does. --dry-run only counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --dry-run."""
        parser.add_argument("--dry-run", action="store_true", help="count, erase nothing")

    def handle(self, *_args: Any, dry_run: bool, **_options: Any) -> None:
        """Count or erase; fail if something could not be erased."""
        with translation.override("de"):
            if dry_run:
                self._show()
                return
            try:
                erased = erase_due()
            except ErasureError as error:
                raise CommandError(f"Not everything could be erased: {error}") from error
        for kind, count in erased.items():
            self.stdout.write(f"{count:>8}  {kind}")

    def _show(self) -> None:
        self.stdout.write(f"{'due':>8}  {'30 days':>8}  kind")
        for row in outlook(timezone.localdate()):
            eraser = row.eraser
            self.stdout.write(
                f"{row.now:>8}  {row.soon:>8}  {eraser.kind:<18} {eraser.label}: {eraser.rule()}"
            )
