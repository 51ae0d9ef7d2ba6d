from importlib import import_module

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = "Follow-ups"

    def ready(self) -> None:
        """Put agenda and mails into the navigation; models exist only from here on.

        Also say how whoever takes over a case hears of it.
        """
        import_module("followups.panels").register()
        import_module("followups.own_data")
        services = import_module("followups.services")
        import_module("incidents.waiting").tell_by(services.tell_of_case)
        import_module("followups.recalls").register_recall()
