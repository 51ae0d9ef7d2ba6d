"""The head of the audit log leaves the house every day: in mailboxes nobody can rewrite it."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from accounts.selectors import recipient
from ateams.audit.selectors import Head, head
from ateams.due import Recipient
from ateams.outbox.enums import Hours
from ateams.outbox.models import Mail
from ateams.outbox.services import queue

KIND = "audit_head"  # one of those that nobody may keep back, see `ateams.outbox.services`


@transaction.atomic
def mail_head() -> int:
    """Mail the head to every lead who has not had it today; return to how many.

    Called as often as one likes: what is due is derived, so a day on which beat came late has its
    mail as well, and two runs at once send one.
    """
    leads = list(User.objects.leads().order_by("pk").select_for_update())
    newest = head()
    if not newest.position:
        return 0
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    had = Mail.objects.filter(kind=KIND, queued_at__gte=today)
    told = set(had.values_list("recipient_key", flat=True))
    waiting = [to for to in map(recipient, leads) if to.key not in told]
    for to in waiting:
        _queue(newest, to)
    return len(waiting)


def _queue(newest: Head, to: Recipient) -> None:
    context = {"head": newest, "to": to, "office_name": settings.OFFICE_NAME}
    with translation.override(to.language):
        subject, text, html = (
            render_to_string(f"mail/ops/audit_head/{part}", context).strip()
            for part in ("subject.txt", "body.txt", "body.html")
        )
    queue(kind=KIND, to=to, subject=subject, text=text, html=html, hours=Hours.DAYTIME)
