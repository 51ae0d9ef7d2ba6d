"""`manage.py run_embedded`: everything on one machine, what `make run` ends in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ateams.ops.embedded import ProcessDiedError, prepare, supervise, wake_planning
from ateams.ops.preflight import problem


class Command(BaseCommand):
    """Prepares database and files, loads the demo's data, then runs web server and worker."""

    help = "Run web server, worker and beat on this machine, with SQLite and without Redis."
    requires_system_checks = ()  # the processes run them

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare, say where to sign in, and run until Ctrl-C."""
        if trouble := problem(str(settings.PORT), str(settings.DATA_DIR)):
            raise CommandError(trouble)
        prepare()
        if settings.DEMO:
            call_command("demo", stdout=self.stdout)
        wake_planning()
        self.stdout.write(f"{settings.BASE_URL}/ is served until you press Ctrl-C.")
        self.stdout.flush()
        try:
            supervise()
        except ProcessDiedError as error:
            raise CommandError(
                "A process ended by itself, so everything was stopped; its last lines say why."
            ) from error
