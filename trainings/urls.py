"""Addresses of staff: /trainings/, /cohorts/ and /curriculum/."""

from django.urls import URLPattern, URLResolver, include, path

from trainings.views import (
    attendance,
    calendar,
    certificate_check,
    certificates,
    cohorts,
    confirm,
    coverage,
    curriculum,
    detail,
    feedback,
    listing,
    log,
    materials,
    names,
    own,
    people,
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
    path("attendance/<uuid:session_id>/list.pdf", attendance.paper, name="attendance-paper"),
    path("certificates/", certificates.issue, name="issue"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("materials/", materials.add, name="material-add"),
]

# /trainings/…
all_trainings: list[URLPattern | URLResolver] = [
    path("", listing.listing, name="list"),
    path("new/", plan.plan, name="plan"),
    path("log/", log.log, name="log"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("answers/<uuid:answer_id>/handle/", detail.handle, name="handle-answer"),
    path("materials/<uuid:material_id>/", materials.file, name="material"),
    path("materials/<uuid:material_id>/remove/", materials.remove, name="material-remove"),
    path("answers/<uuid:answer_id>/take-over/", detail.take_over, name="take-over"),
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
    path("<uuid:cohort_id>/certificates/", cohorts.certificates, name="cohort-certificates"),
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

# /certificates/…
all_certificates: list[URLPattern] = [
    path("", certificates.certificates, name="certificates"),
    path("batches/<uuid:batch_id>/", certificates.batch, name="batch"),
    path("batches/<uuid:batch_id>/all.pdf", certificates.batch_paper, name="batch-paper"),
    path("<uuid:certificate_id>/", certificates.certificate, name="certificate"),
    path(
        "<uuid:certificate_id>/certificate.pdf",
        certificates.certificate_paper,
        name="certificate-paper",
    ),
    path("<uuid:certificate_id>/reissue/", certificates.reissue, name="certificate-reissue"),
    path("<uuid:certificate_id>/revoke/", certificates.revoke, name="certificate-revoke"),
]

# /proofs/…
proofs: list[URLPattern] = [
    path("", own.own, name="own"),
    path("name/", own.name, name="own-name"),
    path("consent/", own.consent, name="own-consent"),
    path("withdraw/", own.withdraw, name="own-withdraw"),
    path("hours.pdf", own.proof, name="own-proof"),
    path("<uuid:certificate_id>.pdf", own.certificate, name="own-certificate"),
    path("people/", people.people, name="people"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/names/", names.names, name="person-names"),
    path("people/<uuid:person_id>/about/", people.about, name="person-about"),
    path("people/<uuid:person_id>/consent/", people.consent, name="person-consent"),
    path("people/<uuid:person_id>/withdraw/", people.withdraw, name="person-withdraw"),
    path("people/<uuid:person_id>/hours/", people.hours, name="person-hours"),
    path("people/<uuid:person_id>/hours.pdf", people.proof, name="person-proof"),
    path("consents/<uuid:person_consent_id>/done/", people.handled, name="consent-handled"),
    path("hours/<uuid:hours_id>/remove/", people.hours_back, name="hours-back"),
]

urlpatterns = [
    path("institutions/coverage/", coverage.coverage, name="coverage"),
    path("trainings/", include(all_trainings)),
    path("cohorts/", include(cohort_urls)),
    path("curriculum/", include(curriculum_urls)),
    path("certificates/", include(all_certificates)),
    path("proofs/", include(proofs)),
    # Public, without signing in
    path("certificate/<str:code>/", certificate_check.check, name="certificate-check"),
    path("feedback/results/<str:token>/", feedback.results, name="feedback-results"),
    path("feedback/<str:token>/", feedback.answer, name="feedback-form"),
]
