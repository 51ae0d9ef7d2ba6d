"""Addresses of the follow-ups."""

from django.urls import URLPattern, URLResolver, include, path

from followups.views import agenda, answer, feed, health, mails

app_name = "followups"

# /mails/…
outgoing: list[URLPattern] = [
    path("", mails.mails, name="mails"),
    path("<uuid:mail_id>/resend/", mails.resend, name="mail-resend"),
    path("<uuid:mail_id>/withdraw/", mails.withdraw, name="mail-withdraw"),
]

# /agenda/…
due: list[URLPattern] = [
    path("", agenda.agenda, name="agenda"),
    path("feed/", feed.address, name="agenda-feed"),
    path("health/", health.health, name="health"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("agenda/", include(due)),
    path("feeds/agenda/<str:token>.ics", feed.feed, name="feed"),
    path("mails/", include(outgoing)),
    path("answer/<str:token>/", answer.answer, name="answer"),
]
