from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "ateams.ops"
    verbose_name = "Operation"

    def ready(self) -> None:
        """Put the log into the navigation; models exist only from here on."""
        import_module("ateams.ops.panels").register()
