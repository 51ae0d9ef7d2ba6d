from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register

from accounts import checks


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        import_module("accounts.places")
        import_module("accounts.receivers")
        register(checks.safe_in_production, "accounts", deploy=True)
