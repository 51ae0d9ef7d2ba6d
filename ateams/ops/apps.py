from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register

from ateams.ops import checks


class OpsConfig(AppConfig):
    name = "ateams.ops"
    verbose_name = "Operation"

    def ready(self) -> None:
        """Put pages into the navigation, since models exist only from here on; add checks."""
        register(checks.database_log_is_quiet, Tags.database)
        import_module("ateams.ops.panels").register()
        second_factor = import_module("accounts.second_factor")
        second_factor.open_to_everybody("healthz", "readyz", "metrics", "demo:*", "gallery")
