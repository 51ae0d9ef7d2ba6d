"""Sending many mails again after an outage: one click of somebody, never by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ateams.audit.services import record_many
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail

# As many at a time as one request can write down in the log.
MOST_AT_ONCE = 500


@transaction.atomic
def resend_uncertain(*, among: QuerySet[Mail], until: datetime, by: UUID) -> int:
    """Queue again what is uncertain among some mails and was tried by `until`.

    That is the moment at which somebody saw them: what became uncertain later is left to the next
    look. At most `MOST_AT_ONCE`, the oldest first; return how many. A second click finds none.
    """
    seen = among.filter(state=MailState.UNCERTAIN, sending_at__lte=until)
    locked = seen.order_by("queued_at", "id").select_for_update(of=("self",))
    ids = list(locked.values_list("pk", flat=True)[:MOST_AT_ONCE])
    Mail.objects.filter(pk__in=ids, state=MailState.UNCERTAIN).update(
        state=MailState.QUEUED, not_before=timezone.now(), finished_at=None
    )
    record_many(action="mail.resent", subjects=[("mail", pk) for pk in ids], by=by)
    return len(ids)
