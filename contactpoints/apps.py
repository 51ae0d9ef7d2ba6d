from importlib import import_module

from django.apps import AppConfig


class ContactpointsConfig(AppConfig):
    name = "contactpoints"
    verbose_name = "Contact points"

    def ready(self) -> None:
        """Hand panels, places and the gate to the registries; models exist only from here on."""
        import_module("contactpoints.panels").register()
        import_module("contactpoints.own_data")
        import_module("contactpoints.materials").register()
        gate = import_module("contactpoints.gate")
        import_module("accounts.gates").add_gate("contactpoints:staffing", gate.lacking_of)
