"""`manage.py cut_audit`: removes entries of the audit log whose time is over."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError
from django.utils import timezone

from ateams.audit.cutting import BrokenChain, cut_before


class Command(BaseCommand):
    """Cuts the chain at a date and signs the place. Runs with the owner's rights only."""

    help = "Remove entries before a date, at most those older than AUDIT_KEPT_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the first day that is kept."""
        parser.add_argument(
            "--before", type=date.fromisoformat, help="first day that is kept, YYYY-MM-DD"
        )

    def handle(self, *_args: Any, before: date | None, **_options: Any) -> None:
        """Cut, or say why not."""
        latest = timezone.localdate() - settings.AUDIT_KEPT
        before = before or latest
        if before > latest:
            raise CommandError(f"Entries are kept for {settings.AUDIT_KEPT.days} days: {latest}.")
        try:
            cut = cut_before(timezone.make_aware(datetime.combine(before, time())))
        except BrokenChain as broken:
            raise CommandError(f"{broken} Nothing was removed.") from broken
        except ProgrammingError as refused:
            raise CommandError("This role may not delete: run it as the owner.") from refused
        self.stdout.write(
            f"{cut.removed} entries removed, up to {cut.position}."
            if cut
            else "No entry is old enough."
        )
