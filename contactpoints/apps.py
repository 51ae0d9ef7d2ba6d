from django.apps import AppConfig


class ContactpointsConfig(AppConfig):
    name = "contactpoints"
    verbose_name = "Contact points"
