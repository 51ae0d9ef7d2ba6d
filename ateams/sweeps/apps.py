from importlib import import_module

from celery.signals import beat_init
from django.apps import AppConfig


class SweepsConfig(AppConfig):
    name = "ateams.sweeps"
    verbose_name = "Sweeps"

    def ready(self) -> None:
        """Let beat, and no other process, write down that it is alive."""
        beat_init.connect(import_module("ateams.sweeps.beating").watch_beat, weak=False)
