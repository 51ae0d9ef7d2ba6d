"""Addresses of staff: /trainings/."""

from django.urls import URLPattern, URLResolver, include, path

from trainings.views import (
    attendance,
    certificate_check,
    certificates,
    confirm,
    detail,
    feedback,
    listing,
    log,
    own,
    people,
    plan,
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
    path("attendance/<uuid:session_id>/list.pdf", attendance.paper, name="attendance-paper"),
    path("certificates/", certificates.issue, name="issue"),
    path("feedback/", feedback.feedback, name="feedback"),
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
    path("people/<uuid:person_id>/about/", people.about, name="person-about"),
    path("people/<uuid:person_id>/consent/", people.consent, name="person-consent"),
    path("people/<uuid:person_id>/withdraw/", people.withdraw, name="person-withdraw"),
    path("people/<uuid:person_id>/hours/", people.hours, name="person-hours"),
    path("people/<uuid:person_id>/hours.pdf", people.proof, name="person-proof"),
    path("consents/<uuid:person_consent_id>/done/", people.handled, name="consent-handled"),
    path("hours/<uuid:hours_id>/remove/", people.hours_back, name="hours-back"),
]

urlpatterns = [
    path("trainings/", include(all_trainings)),
    path("certificates/", include(all_certificates)),
    path("proofs/", include(proofs)),
    # Public, without signing in
    path("certificate/<str:code>/", certificate_check.check, name="certificate-check"),
    path("feedback/results/<str:token>/", feedback.results, name="feedback-results"),
    path("feedback/<str:token>/", feedback.answer, name="feedback-form"),
]
