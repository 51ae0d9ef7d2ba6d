"""Addresses of staff: /cases/ and /conversations/."""

from django.urls import path

from incidents.views import cases, conversations, files

app_name = "incidents"
urlpatterns = [
    path("cases/", cases.queue, name="cases"),
    path("cases/<str:reference>/", cases.case, name="case"),
    path("cases/<str:reference>/files/<uuid:file_id>/", files.case_file, name="case-file"),
    path("cases/<str:reference>/openings/", cases.openings, name="case-openings"),
    *(
        path(
            f"cases/<str:reference>/{action}/",
            cases.act_with_files if action in cases.WITH_FILES else cases.act,
            {"action": action},
            name=f"case-{action}",
        )
        for action in cases.ACTIONS
    ),
    path("conversations/new/", conversations.new, name="conversation-new"),
]
