"""Addresses of staff: /cases/ and /conversations/."""

from django.urls import path

from incidents.views import cases, consents, conversations, pile

app_name = "incidents"
urlpatterns = [
    path("cases/", cases.queue, name="cases"),
    path("cases/pile/", pile.pile, name="pile"),
    path("cases/pile/take-in/", pile.take_in, name="pile-take-in"),
    path("cases/pile/erase/", pile.erase, name="pile-erase"),
    path("cases/pile/put-apart/", pile.put_apart, name="pile-put-apart"),
    path("cases/<str:reference>/", cases.case, name="case"),
    *(
        path(
            f"cases/<str:reference>/{action}/",
            cases.act,
            {"action": action},
            name=f"case-{action}",
        )
        for action in cases.ACTIONS
    ),
    path("cases/<str:reference>/steps/", consents.steps, name="case-steps"),
    *(
        path(
            f"cases/<str:reference>/steps/{action}/",
            consents.act,
            {"action": action},
            name=f"consent-{action}",
        )
        for action in consents.ACTIONS
    ),
    *(
        path(
            f"cases/<str:reference>/steps/<uuid:consent_id>/{action}/",
            consents.act,
            {"action": action},
            name=f"consent-{action}",
        )
        for action in consents.ABOUT_ONE
    ),
    path("conversations/new/", conversations.new, name="conversation-new"),
]
