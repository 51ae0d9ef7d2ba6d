"""`manage.py replay_erasures`: after a backup was restored, erase again what had been erased."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ateams.ops.erasing.orders import replay


class Command(BaseCommand):
    """Reads the orders in the database and in the lists outside it."""

    help = "Erase again every case that was erased before the restored backup was made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder of a copy of the lists."""
        parser.add_argument("--from", dest="folder", type=Path, help="a copy of erasure-orders/")

    def handle(self, *_args: Any, folder: Path | None, **_options: Any) -> None:
        """Replay, and say how many cases had come back."""
        if folder and not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        count = replay()
        if folder:
            count += replay(folder)
        self.stdout.write(f"{count} cases had come back and are erased again.")
