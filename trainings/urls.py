"""Addresses of staff: /trainings/."""

from django.urls import URLPattern, URLResolver, include, path

from trainings.views import attendance, confirm, coverage, detail, listing, log, plan

app_name = "trainings"

# /trainings/<id>/…
one_training: list[URLPattern] = [
    path("", detail.detail, name="detail"),
    path("logged/", log.logged, name="logged"),
    path("edit/", plan.change, name="change"),
    path("cancel/", plan.cancel, name="cancel"),
    path("attendance/", attendance.attendance, name="attendance"),
    path("attendance/<uuid:session_id>/", attendance.attendance, name="attendance-session"),
    path("answer/", detail.note_answer, name="note-answer"),
]

# /trainings/…
all_trainings: list[URLPattern | URLResolver] = [
    path("", listing.listing, name="list"),
    path("new/", plan.plan, name="plan"),
    path("log/", log.log, name="log"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("answers/<uuid:answer_id>/handle/", detail.handle, name="handle-answer"),
    path("<uuid:training_id>/", include(one_training)),
]

urlpatterns = [
    path("institutions/coverage/", coverage.coverage, name="coverage"),
    path("trainings/", include(all_trainings)),
]
