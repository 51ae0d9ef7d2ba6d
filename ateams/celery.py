"""The Celery application. What runs when stands in `ateams.schedule`."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ateams.settings")

app = Celery("ateams")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(loglevel: int, **_given: Any) -> None:
    """Log through the settings' handlers alone; Celery's own quote arguments and tracebacks."""
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger("celery").setLevel(loglevel)
