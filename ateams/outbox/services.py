"""Writing mails into the outbox, and what people may do with them there."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from ateams.audit.services import record
from ateams.celery import app
from ateams.due import Recipient
from ateams.outbox.enums import Hours, MailState
from ateams.outbox.models import Mail

logger = logging.getLogger(__name__)


class MailMovedOnError(Exception):
    """The mail is no longer in a state in which this can be done with it."""


def queue(
    *,
    kind: str,
    to: Recipient,
    subject: str,
    text: str,
    html: str = "",
    not_before: datetime | None = None,
    hours: Hours = Hours.AT_ONCE,
) -> Mail:
    """Write a mail in the caller's transaction: it leaves if, and only if, that one commits.

    `to.key` may be empty for somebody without account or contact. With `Hours.AT_ONCE` a worker
    is woken after the commit; nothing depends on it. Raises ValidationError for an address that
    is none and for a subject of several lines, which could smuggle in a header.
    """
    validate_email(to.email)
    if len(subject.splitlines()) != 1:
        raise ValidationError("A subject is one line.", code="subject")
    now = timezone.now()
    mail = Mail.objects.create(
        kind=kind,
        recipient_key=to.key,
        address=to.email,
        language=to.language,
        subject=subject,
        text=text,
        html=html,
        hours=hours,
        queued_at=now,
        not_before=not_before or now,
    )
    if hours == Hours.AT_ONCE:
        transaction.on_commit(wake_delivery, robust=True)
    return mail


def wake_delivery() -> None:
    """Ask a worker to deliver now. If the broker is away, beat does so within a minute."""
    try:
        app.send_task("outbox.deliver", retry=False)
    except OperationalError:
        logger.warning("The broker is away; mail waits for the next minute.")


@transaction.atomic
def resend(*, mail_id: UUID, by: UUID) -> None:
    """Queue a mail again whose delivery is uncertain or was refused: somebody decided so.

    Raises MailMovedOnError if it is neither.
    """
    _move(
        mail_id,
        {MailState.UNCERTAIN, MailState.REFUSED},
        state=MailState.QUEUED,
        not_before=timezone.now(),
        finished_at=None,
    )
    transaction.on_commit(wake_delivery, robust=True)
    record(action="mail_resent", subject=("mail", mail_id), by=by)


@transaction.atomic
def withdraw(*, mail_id: UUID, by: UUID | None) -> None:
    """Take back a mail that still waits. Raises MailMovedOnError if it has left already."""
    _move(
        mail_id,
        {MailState.QUEUED},
        state=MailState.WITHDRAWN,
        finished_at=timezone.now(),
        text="",
        html="",
    )
    record(action="mail_withdrawn", subject=("mail", mail_id), by=by)


def _move(mail_id: UUID, since: set[MailState], **changes: object) -> None:
    if not Mail.objects.filter(pk=mail_id, state__in=since).update(**changes):
        raise MailMovedOnError
