from importlib import import_module

from django.apps import AppConfig


class CodeListsConfig(AppConfig):
    name = "codelists"
    verbose_name = "Code lists"

    def ready(self) -> None:
        """Put the lists among the places of those who look after them."""
        import_module("codelists.places")
