from importlib import import_module

from django.apps import AppConfig


class ContactpointsConfig(AppConfig):
    name = "contactpoints"
    verbose_name = "Contact points"

    def ready(self) -> None:
        """Put posters on the pages of institutions; models exist only from here on."""
        import_module("contactpoints.panels")
