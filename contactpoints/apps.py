from importlib import import_module

from django.apps import AppConfig


class ContactpointsConfig(AppConfig):
    name = "contactpoints"
    verbose_name = "Contact points"

    def ready(self) -> None:
        """Say what is public; models exist only from here on."""
        import_module("accounts.second_factor").open_to_everybody("contactpoints:qr-code")
