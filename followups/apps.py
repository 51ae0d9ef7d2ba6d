from importlib import import_module

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = "Follow-ups"

    def ready(self) -> None:
        """Put agenda and mails into the navigation; models exist only from here on."""
        import_module("followups.panels").register()
        import_module("followups.own_data")
        import_module("followups.recalls").register_recall()
