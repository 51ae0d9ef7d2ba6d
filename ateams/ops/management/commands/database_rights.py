"""`manage.py database_rights`: the role of web and worker, which cannot rewrite the audit log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from ateams.ops.rights import grant_rights, statements


class Command(BaseCommand):
    """Makes the role named in WEB_DATABASE_URL and gives it its rights."""

    help = "Make the database role of web and worker (WEB_DATABASE_URL), as the owner."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the statements be read by whoever runs the database."""
        parser.add_argument("--show", metavar="ROLE", help="print the SQL and change nothing")

    def handle(self, *_args: Any, show: str | None, **_options: Any) -> None:
        """Grant, or print what would be granted."""
        if show:
            for statement in statements():
                self.stdout.write(statement.replace("{}", show) + ";")
            return
        if not settings.WEB_DATABASE_URL:
            raise CommandError("WEB_DATABASE_URL names no role.")
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        self.stdout.write(f"{grant_rights(url=settings.WEB_DATABASE_URL)} has its rights.")
