"""`manage.py update_school_holidays`: newer dates of school holidays, from a file."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ateams.ops.holiday_files import HolidayFileError, install, read_file
from ateams.school_holidays import known_until, own_file


class Command(BaseCommand):
    """Puts the file in place if it can be true and reaches further than what there is."""

    help = "Bring newer school holidays: a .json of the product, a .csv of OpenHolidays or an .ics."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, where its dates are from, and until when they are all of them."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="the decree, as the page names it")
        parser.add_argument("--known-until", type=date.fromisoformat, metavar="2031-08-20")
        parser.add_argument("--check", action="store_true", help="look at it, change nothing")

    def handle(self, *_args: Any, file: Path, check: bool, **options: Any) -> None:
        """Read, look, install; say until when it reaches."""
        try:
            told = read_file(file, source=options["source"], known_until=options["known_until"])
        except HolidayFileError as error:
            raise CommandError(str(error)) from error
        if told.known_until < max(known_until(), timezone.localdate()):
            raise CommandError(
                f"It reaches until {told.known_until} only; what there is reaches {known_until()}."
            )
        if not check:
            place = own_file()
            install(told, place)
            self.stdout.write(f"Written to {place}; what runs sees it at once.")
        count = len(told.holidays)
        self.stdout.write(f"{count} holidays, known until {told.known_until}. {told.source}")
