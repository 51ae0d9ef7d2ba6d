"""Addresses of the follow-ups."""

from django.urls import URLPattern, URLResolver, include, path

from followups.views import (
    agenda,
    answer,
    arranging,
    contact_links,
    due_list,
    feed,
    health,
    mails,
    rules,
)

app_name = "followups"

# /mails/…
outgoing: list[URLPattern] = [
    path("", mails.mails, name="mails"),
    path("resend/", mails.resend_uncertain, name="mails-resend"),
    path("<uuid:mail_id>/resend/", mails.resend, name="mail-resend"),
    path("<uuid:mail_id>/withdraw/", mails.withdraw, name="mail-withdraw"),
]

# /agenda/rules/…
reminding: list[URLPattern] = [
    path("", rules.rules, name="rules"),
    path("<int:rule_id>/", rules.rule, name="rule"),
    path("<str:kind>/new/", rules.new_rule, name="rule-new"),
    path("<str:kind>/reset/", rules.reset, name="rules-reset"),
]

# /agenda/…
due: list[URLPattern | URLResolver] = [
    path("", agenda.agenda, name="agenda"),
    path("feed/", feed.address, name="agenda-feed"),
    path("health/", health.health, name="health"),
    path("snooze/", arranging.snooze, name="snooze"),
    path("delegate/", arranging.delegate, name="delegate"),
    path("take-back/", arranging.take_back, name="take-back"),
    path("due/", due_list.due_list, name="due"),
    path("rules/", include(reminding)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("agenda/", include(due)),
    path("feeds/agenda/<str:token>.ics", feed.feed, name="feed"),
    path("mails/", include(outgoing)),
    path("answer/<str:token>/", answer.answer, name="answer"),
    path("contacts/<uuid:contact_id>/revoke-links/", contact_links.revoke, name="revoke-links"),
]
