"""Addresses for machines, and the lead's page about erasure."""

from django.urls import path

from ateams.ops import views
from ateams.ops.erasing.views import erasures

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_page, name="metrics"),
    path("erasure/", erasures, name="erasures"),
]
