"""Addresses of staff: /trainings/, /cohorts/ and /curriculum/."""

from django.urls import URLPattern, URLResolver, include, path

from trainings.views import (
    attendance,
    calendar,
    cohorts,
    confirm,
    coverage,
    curriculum,
    detail,
    listing,
    log,
    plan,
    requests,
    sign_ups,
)

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
    path("fix/", plan.fix, name="fix"),
    path("come/", sign_ups.come, name="come"),
    path("sign-up/", sign_ups.sign_up_link, name="sign-up"),
]

# /trainings/…
all_trainings: list[URLPattern | URLResolver] = [
    path("", listing.listing, name="list"),
    path("new/", plan.plan, name="plan"),
    path("log/", log.log, name="log"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("answers/<uuid:answer_id>/handle/", detail.handle, name="handle-answer"),
    path("calendar/", calendar.month, name="calendar"),
    path("feeds/", calendar.feeds, name="feeds"),
    path("feeds/<str:token>/a-team.ics", calendar.feed, name="feed"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<uuid:request_id>/decline/", requests.decline, name="request-decline"),
    path("sign-ups/<uuid:sign_up_id>/excuse/", sign_ups.excuse_other, name="sign-up-excuse"),
    path("<uuid:training_id>/", include(one_training)),
]

# /cohorts/…
cohort_urls: list[URLPattern | URLResolver] = [
    path("", cohorts.cohorts, name="cohorts"),
    path("new/", cohorts.new, name="cohort-new"),
    path("<uuid:cohort_id>/", cohorts.cohort, name="cohort"),
    path("<uuid:cohort_id>/edit/", cohorts.edit, name="cohort-edit"),
    path("<uuid:cohort_id>/add/", cohorts.add, name="cohort-add"),
    path("<uuid:cohort_id>/remove/<uuid:person_id>/", cohorts.remove, name="cohort-remove"),
]

# /curriculum/…
curriculum_urls: list[URLPattern | URLResolver] = [
    path("", curriculum.curricula, name="curricula"),
    path("new/", curriculum.new, name="curriculum-new"),
    path("<int:version>/", curriculum.curriculum, name="curriculum"),
    path("<int:version>/edit/", curriculum.edit, name="curriculum-edit"),
    path("<int:version>/publish/", curriculum.publish, name="curriculum-publish"),
]

urlpatterns = [
    path("institutions/coverage/", coverage.coverage, name="coverage"),
    path("trainings/", include(all_trainings)),
    path("cohorts/", include(cohort_urls)),
    path("curriculum/", include(curriculum_urls)),
]
