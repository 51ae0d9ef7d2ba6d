from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate

from incidents.checks import periods_fit
from incidents.promise import keep_promise


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Put the package's entries on the start page, and a trigger into the database.

        Also say what must be handed over before somebody leaves, and what a quick exit closes.
        """
        register(periods_fit)
        import_module("incidents.panels")
        import_module("incidents.leaving")
        import_module("incidents.leaving_quickly")
        import_module("incidents.own_data")
        post_migrate.connect(keep_promise, sender=self)
