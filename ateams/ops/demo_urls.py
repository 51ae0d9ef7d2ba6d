"""Addresses of the demo, below /demo/."""

from django.urls import path

from ateams.ops.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.index, name="index"),
    path("mail/", views.mails, name="mails"),
    path("mail/<slug:key>/", views.mail, name="mail"),
]
