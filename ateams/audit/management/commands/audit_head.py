"""`manage.py audit_head`: the end of the audit log, to be kept where nobody can change it."""

from typing import Any

from django.core.management.base import BaseCommand

from ateams.audit.selectors import head


class Command(BaseCommand):
    """Prints digest, number and moment of the newest entry as one line of JSON."""

    help = "Print the head of the audit log as one line of JSON, for a backup's manifest."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print it."""
        self.stdout.write(head().as_json())
