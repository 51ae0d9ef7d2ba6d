from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "ateams.ops"
    verbose_name = "Operation"

    def ready(self) -> None:
        """Say what is for machines and for the demo; models exist only from here on."""
        second_factor = import_module("accounts.second_factor")
        second_factor.open_to_everybody("healthz", "readyz", "metrics", "demo:*", "gallery")
