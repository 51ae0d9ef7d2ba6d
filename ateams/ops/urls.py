"""Addresses for machines, of the audit log, and of what is erased."""

from django.urls import path

from ateams.ops import views
from ateams.ops.erasing.views import erasures
from ateams.ops.log.views import log

urlpatterns = [
    path("audit/", log, name="audit"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_page, name="metrics"),
    path("erasure/", erasures, name="erasures"),
]
