"""What the outbox erases, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.erasure import Eraser, days_before, delete_rows, end_of, newest_outlived
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail


def _old_texts(day: date) -> QuerySet[Mail]:
    finished = Mail.objects.filter(
        finished_at__lt=end_of(days_before(day, settings.MAIL_TEXT_KEPT_DAYS))
    )
    return finished.exclude(text="", html="").order_by("pk")


def _erase_texts(ids: Sequence[UUID]) -> int:
    """Blank the text. What never arrived cannot be sent again without: it is taken back."""
    mails = Mail.objects.filter(pk__in=ids, finished_at__isnull=False).exclude(text="", html="")
    undelivered = Q(state__in=[MailState.REFUSED, MailState.UNCERTAIN])
    taken_back = mails.filter(undelivered).update(state=MailState.WITHDRAWN, text="", html="")
    return taken_back + mails.update(text="", html="")


def _old_mails(day: date) -> QuerySet[Mail]:
    outlived = newest_outlived(day, months=settings.MAIL_KEPT_MONTHS)
    return Mail.objects.filter(finished_at__lt=end_of(outlived)).order_by("pk")


def _erase_mails(ids: Sequence[UUID]) -> int:
    return delete_rows(Mail.objects.filter(pk__in=ids, finished_at__isnull=False))


ERASERS = (
    Eraser(
        kind="mail_text",
        label=_("Texte nicht zugestellter Mails"),
        rule=lambda: (
            gettext("%(days)d Tage nach dem letzten Versuch; gesendete sofort")
            % {"days": settings.MAIL_TEXT_KEPT_DAYS}
        ),
        due=_old_texts,
        erase=_erase_texts,
    ),
    Eraser(
        kind="mail",
        label=_("Einträge im Mailausgang"),
        rule=lambda: (
            gettext("%(months)d Monate nach dem Versand") % {"months": settings.MAIL_KEPT_MONTHS}
        ),
        due=_old_mails,
        erase=_erase_mails,
    ),
)
