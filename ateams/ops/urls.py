"""Addresses for machines, and that of the audit log."""

from django.urls import path

from ateams.ops import views
from ateams.ops.log.views import log

urlpatterns = [
    path("audit/", log, name="audit"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_page, name="metrics"),
]
