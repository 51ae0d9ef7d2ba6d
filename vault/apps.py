from django.apps import AppConfig
from django.core.checks import register

from vault import checks


class VaultConfig(AppConfig):
    name = "vault"
    verbose_name = "Vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(checks.settings_fit, "vault")
        register(checks.safe_in_production, "vault", deploy=True)
