"""Addresses of the directory: /{language}/teams/ and below."""

from django.urls import path

from contactpoints.views import directory

app_name = "directory"
urlpatterns = [
    path("teams/", directory.teams, name="teams"),
    path("teams/<slug:slug>/", directory.team, name="team"),
]
