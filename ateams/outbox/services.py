"""Writing mails into the outbox, and what people may do with them there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from ateams.audit.services import record
from ateams.due import Recipient
from ateams.outbox.enums import Hours, MailState
from ateams.outbox.models import Mail

# Mails by which people notice that a case waits, that somebody takes over keys or accounts or sends
# readers away, or that the log was rewritten: whoever did that, or fears the case, must not be able
# to keep them back.
NEVER_WITHDRAWN = frozenset(
    {
        "case.waiting",
        "account_keys_activated",
        "account_password_changed",
        "account_address_changed",
        "account_term_shortened",
        "audit_head",
    }
)


class MailMovedOnError(Exception):
    """The mail is no longer in a state in which this can be done with it."""


class NeverWithdrawnError(Exception):
    """The mail is of a kind that nobody may keep back, see `NEVER_WITHDRAWN`."""


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

    `to.key` may be empty for somebody without account or contact. Raises ValidationError for an
    address that is none and for a subject of several lines, which could smuggle in a header.
    """
    validate_email(to.email)
    if len(subject.splitlines()) != 1:
        raise ValidationError("A subject is one line.", code="subject")
    now = timezone.now()
    return Mail.objects.create(
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
    record(action="mail.resent", subject=("mail", mail_id), by=by)


@transaction.atomic
def withdraw(*, mail_id: UUID, by: UUID | None) -> None:
    """Take back a mail that still waits.

    Raises NeverWithdrawnError for a kind that nobody may keep back, and MailMovedOnError if it
    has left already.
    """
    if Mail.objects.filter(pk=mail_id, kind__in=NEVER_WITHDRAWN).exists():
        raise NeverWithdrawnError
    _move(
        mail_id,
        {MailState.QUEUED},
        state=MailState.WITHDRAWN,
        finished_at=timezone.now(),
        text="",
        html="",
    )
    record(action="mail.withdrawn", subject=("mail", mail_id), by=by)


def take_back(mail_id: UUID) -> bool:
    """Withdraw a mail that still waits and that nobody waits for; return whether it did.

    Call it in the transaction that records why. The row stays locked until that ends.
    """
    waiting = Mail.objects.filter(pk=mail_id, state=MailState.QUEUED)
    return bool(
        waiting.update(state=MailState.WITHDRAWN, finished_at=timezone.now(), text="", html="")
    )


def _move(mail_id: UUID, since: set[MailState], **changes: object) -> None:
    if not Mail.objects.filter(pk=mail_id, state__in=since).update(**changes):
        raise MailMovedOnError
