"""Addresses of staff: /trainings/, /cohorts/ and /curriculum/."""

from django.urls import URLPattern, URLResolver, include, path

from trainings.views import attendance, cohorts, confirm, curriculum, detail, listing, log, plan

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
    path("trainings/", include(all_trainings)),
    path("cohorts/", include(cohort_urls)),
    path("curriculum/", include(curriculum_urls)),
]
