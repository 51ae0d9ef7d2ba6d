"""Addresses of the directory: /{language}/teams/ and below."""

from django.urls import path

from contactpoints import public_views as views

app_name = "directory"
urlpatterns = [
    path("teams/", views.teams, name="teams"),
    path("teams/<slug:slug>/", views.team, name="team"),
]
