from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "ateams.ops"
    verbose_name = "Operation"
