"""Addresses of reporters: /{language}/ and below."""

from django.urls import path

from incidents.views import mailbox, mailbox_wishes, memory_log, receipt, report

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
    path("mailbox/readers/again/", mailbox.widen, name="mailbox-readers-again"),
    path("mailbox/worse/", mailbox_wishes.worse, name="mailbox-worse"),
    path("mailbox/interpreter/", mailbox_wishes.interpreter, name="mailbox-interpreter"),
    path("mailbox/news/", mailbox_wishes.keep_news_address, name="mailbox-news"),
    path("mailbox/news/forget/", mailbox_wishes.forget_news_address, name="mailbox-news-forget"),
    path("mailbox/withdraw/", mailbox.withdraw, name="mailbox-withdraw"),
    path("mailbox/leave/", mailbox.leave, name="mailbox-leave"),
]
