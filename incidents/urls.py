"""Addresses of staff: /cases/ and /conversations/."""

from django.urls import path

from incidents.views import cases, consents, conversations

app_name = "incidents"
urlpatterns = [
    path("cases/", cases.queue, name="cases"),
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
