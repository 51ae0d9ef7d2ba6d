from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register

from trainings.checks import certificates_can_be_set


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = "Schulungen"

    def ready(self) -> None:
        """Put trainings on start pages and into the navigation; models exist only from here on."""
        import_module("trainings.panels").register()
        import_module("trainings.belongings").register()
        import_module("trainings.own_data")
        register(certificates_can_be_set)
