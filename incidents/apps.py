from importlib import import_module

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Put the package's entries on the start page and into the navigation.

        Also say what must be handed over before somebody leaves.
        """
        import_module("incidents.panels")
        import_module("incidents.leaving")
