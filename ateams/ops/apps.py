from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "ateams.ops"
    verbose_name = "Operation"

    def ready(self) -> None:
        """Put the package's page into the navigation."""
        import_module("ateams.ops.panels")
