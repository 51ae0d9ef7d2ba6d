"""Addresses of reporters: /{language}/ and below."""

from django.urls import path

from incidents.views import mailbox, memory_log, receipt, report

app_name = "public"
urlpatterns = [
    path("", report.start, name="start"),
    path("report/", report.report, name="report"),
    path("report/files/", receipt.files, name="report-files"),
    path("report/done/", report.done, name="report-done"),
    path("memory-log/", memory_log.memory_log, name="memory-log"),
    path("privacy/", report.privacy, name="privacy"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/message/", mailbox.message, name="mailbox-message"),
    path("mailbox/files/<uuid:file_id>/", mailbox.file, name="mailbox-file"),
    path("mailbox/consents/<uuid:consent_id>/", mailbox.consent, name="mailbox-consent"),
    path("mailbox/readers/", mailbox.narrow, name="mailbox-readers"),
    path("mailbox/withdraw/", mailbox.withdraw, name="mailbox-withdraw"),
    path("mailbox/leave/", mailbox.leave, name="mailbox-leave"),
]
