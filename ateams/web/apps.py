from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ateams.web"
    verbose_name = "Screens"
