from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ateams.audit"
    verbose_name = "Audit log"
