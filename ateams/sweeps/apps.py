from django.apps import AppConfig


class SweepsConfig(AppConfig):
    name = "ateams.sweeps"
    verbose_name = "Sweeps"
