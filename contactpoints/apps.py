from importlib import import_module

from django.apps import AppConfig


class ContactpointsConfig(AppConfig):
    name = "contactpoints"
    verbose_name = "Contact points"

    def ready(self) -> None:
        """Say what is public, and ask for the gate before keys; models exist only from here on."""
        import_module("accounts.second_factor").open_to_everybody("contactpoints:qr-code")
        import_module("contactpoints.own_data")
        gate = import_module("contactpoints.gate")
        import_module("accounts.gates").add_gate("contactpoints:staffing", gate.lacking_of)
