from django.apps import AppConfig
from django.core.checks import Tags, register

from ateams.web import checks


class WebConfig(AppConfig):
    name = "ateams.web"
    verbose_name = "Screens"

    def ready(self) -> None:
        register(checks.nothing_is_shown_to_strangers, Tags.security)
