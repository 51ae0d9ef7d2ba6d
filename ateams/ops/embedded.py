"""The embedded mode: web server and worker under one supervisor, on one machine."""

from __future__ import annotations

import os
import shlex
import signal
import sys

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from honcho.manager import SIGNALS, Manager

from ateams.ops.translations import compile_catalogues

_STALE_AFTER_SECONDS = 600
_ASKED_TO_STOP = {details["rc"] for details in SIGNALS.values()}
_ALONE = "--without-gossip --without-mingle --without-heartbeat"  # no other worker to talk to
# Beat is not the worker's child: one that outlives its parent would hide that the parent died.
PROCESSES = {
    "web": "-m gunicorn --config python:ateams.ops.gunicorn_config --workers 1 "
    "--bind 127.0.0.1:{port} ateams.wsgi",
    "worker": "-m celery --quiet --app ateams worker --pool threads --concurrency 2 "
    f"--loglevel warning {_ALONE}",
    "beat": "-m celery --quiet --app ateams beat --pidfile= --loglevel warning",
}


class ProcessDiedError(Exception):
    """One of the processes ended by itself, and the others were stopped."""


def prepare() -> None:
    """Bring translations, database and static files up to date; a second time it is quick."""
    compile_catalogues(settings.BASE_DIR / "locale")
    call_command("migrate", verbosity=0)
    call_command("load_codelists", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def wake_planning() -> None:
    """Leave a message for the worker: plan reminders at once, not at beat's next five minutes."""
    current_app.send_task("followups.plan_reminders", expires=_STALE_AFTER_SECONDS)


def supervise() -> None:
    """Run all processes until Ctrl-C, SIGTERM or a closed terminal.

    If one dies, the others are stopped and ProcessDiedError is raised.
    """
    connections.close_all()
    manager = Manager()
    for name, arguments in PROCESSES.items():
        command = f"exec {shlex.quote(sys.executable)} {arguments.format(port=settings.PORT)}"
        manager.add_process(name, command, cwd=str(settings.BASE_DIR))
    # Without this a closed terminal would leave the processes running on their own.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    if manager.returncode not in _ASKED_TO_STOP:
        raise ProcessDiedError
