"""The Celery application. What runs when stands in `ateams.schedule`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ateams.settings")

app = Celery("ateams")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
