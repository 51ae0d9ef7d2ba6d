"""Addresses of contact points."""

from django.urls import path

from contactpoints.poster_views import poster, posters
from contactpoints.views import qr_code

app_name = "contactpoints"
urlpatterns = [
    path("m/<slug:slug>", qr_code, name="qr-code"),
    path("posters/<uuid:team_id>/", posters, name="posters"),
    path("posters/<uuid:team_id>/<slug:paper>/<slug:language>/", poster, name="poster"),
]
