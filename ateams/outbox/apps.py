from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "ateams.outbox"
    verbose_name = "Outgoing mail"
