from importlib import import_module

from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = "Schulungen"

    def ready(self) -> None:
        """Put trainings on start pages and into the navigation; models exist only from here on."""
        import_module("trainings.panels").register()
        import_module("trainings.own_data")
