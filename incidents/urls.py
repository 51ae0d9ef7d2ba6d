"""Addresses of staff: /cases/ and /conversations/."""

from django.urls import path

from incidents.views import cases, conversations, handing_over, sharing

app_name = "incidents"
urlpatterns = [
    path("cases/", cases.queue, name="cases"),
    path("cases/share-again/", sharing.share_again, name="share-again"),
    path("cases/share-again/<uuid:person_id>/", sharing.share_again_with, name="share-again-with"),
    path("cases/hand-over/", handing_over.hand_over, name="hand-over"),
    path("cases/for-emergency/", sharing.seal_for_emergency, name="seal-for-emergency"),
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
    path("conversations/new/", conversations.new, name="conversation-new"),
]
