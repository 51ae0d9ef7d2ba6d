"""Handing mails to the mail server, each once.

No mail is sent twice by itself. "sending" is committed immediately before the server is told
about the mail, its answer right after. A process killed before that leaves the mail queued; one
killed later, or one that got no clear answer, leaves it to be named "uncertain": shown to people,
who may send it again. See docs/adr/0004-mail-and-reminders.md.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail

logger = logging.getLogger(__name__)

# How long a mail waits after each "later" (4xx) of the server; after the last one it is refused.
GAPS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180, 360, 720, 1440))
_LONGEST_RUN = timedelta(minutes=5)


def deliver_due() -> int:
    """Deliver what is due over one connection; return how many mails were tried.

    Stops after five minutes, so that a full outbox shows as a beating heart. Raises OSError if
    the server cannot be reached; everything keeps waiting then.
    """
    name_uncertain(timezone.now())
    if not Mail.objects.due(timezone.now()).exists():
        return 0
    tried = 0
    end = monotonic() + _LONGEST_RUN.total_seconds()
    with get_connection() as connection:
        while monotonic() < end and deliver_next(connection):
            tried += 1
    return tried


def deliver_next(connection: BaseEmailBackend) -> bool:
    """Deliver one due mail; return whether there was one. Call it outside transactions.

    Raises OSError if the server cannot be reached: no mail is touched then.
    """
    connection.open()
    mail = _claim()
    if mail is None:
        return False
    try:
        connection.send_messages([as_message(mail)])
    except OSError as error:  # smtplib's errors are among them
        _settle_trouble(mail, error)
        connection.close()  # whatever state it is in: the next mail gets a fresh one
    else:
        body = {} if settings.DEMO else {"text": "", "html": ""}
        _settle(mail, MailState.SENT, reply_code=None, **body)
    return True


def name_uncertain(at: datetime) -> int:
    """Name what a dead process left behind as "sending" uncertain; return how many there were."""
    left = Mail.objects.given_up(at, settings.OUTBOX_LEASE)
    return left.update(state=MailState.UNCERTAIN, finished_at=at)


def as_message(mail: Mail) -> EmailMultiAlternatives:
    """Return the message with its headers; `Message-ID` is the same at every attempt."""
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.address],
        headers={
            "Message-ID": message_id(mail),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def message_id(mail: Mail) -> str:
    """Return the Message-ID, by which a mail server can tell a second copy."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{mail.pk}@{domain}>"


def _claim() -> Mail | None:
    """Commit "sending" for one due mail and return it."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        mail = Mail.objects.due(now).select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        mail.state = MailState.SENDING
        mail.sending_at = now
        mail.attempts += 1
        mail.save(update_fields=["state", "sending_at", "attempts"])
    return mail


def _settle_trouble(mail: Mail, error: OSError) -> None:
    """Record what the server's answer, or its silence, means for the mail."""
    code = _reply_code(error)
    state, not_before = MailState.UNCERTAIN, mail.not_before
    if code is not None and 400 <= code < 600:  # noqa: PLR2004  RFC 5321, section 4.2.1
        state = MailState.REFUSED
        if code < 500 and mail.attempts <= len(GAPS):  # noqa: PLR2004
            state = MailState.QUEUED
            not_before = timezone.now() + GAPS[mail.attempts - 1]
    logger.warning("Mail %s is %s: %s %s", mail.pk, state.value, type(error).__name__, code)
    _settle(mail, state, reply_code=code, not_before=not_before)


def _reply_code(error: OSError) -> int | None:
    """Return the server's three digits, if it gave a clear answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return error.smtp_code
    return None


def _settle(mail: Mail, state: MailState, **changes: object) -> None:
    """Commit the end of this attempt, unless the mail has moved on.

    A "yes" counts even if the process had been given up: the mail is out. Whatever else came
    late changes nothing.
    """
    attempt = Mail.objects.filter(pk=mail.pk, attempts=mail.attempts)
    if state != MailState.SENT:
        attempt = attempt.filter(state=MailState.SENDING)
    finished_at = None if state == MailState.QUEUED else timezone.now()
    attempt.update(state=state, finished_at=finished_at, **changes)
