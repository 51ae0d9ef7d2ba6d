"""Addresses of contact points."""

from django.urls import path

from contactpoints.views.qr_code import qr_code

app_name = "contactpoints"
urlpatterns = [path("m/<slug:slug>", qr_code, name="qr-code")]
