"""Addresses of the follow-ups."""

from django.urls import URLPattern, path
from django.views.generic import View

app_name = "followups"

urlpatterns: list[URLPattern] = [
    path("answer/<str:token>/", View.as_view(), name="answer"),
]
