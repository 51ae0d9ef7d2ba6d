"""Addresses of contact points: what posters lead to, and the pages of teams, /team/."""

from django.urls import URLPattern, URLResolver, include, path

from contactpoints.views import cards, leaving, posters, roster
from contactpoints.views.qr_code import qr_code

app_name = "contactpoints"

# /team/members/<id>/…
membership_urls: list[URLPattern] = [
    path("term/", roster.set_term, name="set-term"),
    path("end/", roster.end, name="end"),
    path("attest/<slug:kind>/", roster.attest, name="attest"),
    path("withdraw/<slug:kind>/", roster.withdraw, name="withdraw"),
]

# /team/…
team_urls: list[URLPattern | URLResolver] = [
    path("", roster.overview, name="overview"),
    path("leaving/", leaving.leaving, name="leaving"),
    path("leaving/done/", leaving.leave, name="leave"),
    path("leaving/<str:reference>/", leaving.hand_on, name="hand-on"),
    path("terms/<uuid:membership_id>/", roster.term, name="term"),
    path("members/<uuid:membership_id>/", include(membership_urls)),
    path("<uuid:team_id>/", roster.team, name="roster"),
    path("<uuid:team_id>/cards/", cards.cards, name="cards"),
    path("<uuid:team_id>/cards/<uuid:invitation_id>/revoke/", roster.revoke, name="card-revoke"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("m/<slug:slug>", qr_code, name="qr-code"),
    path("posters/<uuid:team_id>/", posters.posters, name="posters"),
    path("posters/<uuid:team_id>/<slug:paper>/<slug:language>/", posters.poster, name="poster"),
    path("team/", include(team_urls)),
]
