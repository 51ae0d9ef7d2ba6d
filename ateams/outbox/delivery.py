"""Handing mails to the mail server, each once.

No mail is sent twice by itself. "sending" is committed immediately before the server is told
about the mail, its answer right after. A process killed before that leaves the mail queued; one
killed later, or one that got no clear answer, leaves it to be named "uncertain": shown to people,
who may send it again. See docs/adr/0004-mail-and-reminders.md.
"""

from __future__ import annotations

import logging
import smtplib
from contextlib import closing
from datetime import datetime, timedelta
from email.utils import parseaddr
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from ateams.outbox.enums import MailState
from ateams.outbox.folding import folded
from ateams.outbox.models import Mail

logger = logging.getLogger(__name__)

# How long a mail waits after each "later" (4xx) of the server; after the last one it is refused.
GAPS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180, 360, 720, 1440))
_BATCH = 50
_LONGEST_RUN = timedelta(minutes=5)


def deliver_due() -> int:
    """Deliver what is due over one connection; return how many mails were tried.

    Stops after five minutes, so that a full outbox shows as a beating heart. Raises OSError if
    the server cannot be reached; everything keeps waiting then.
    """
    name_uncertain(timezone.now())
    tried, end = 0, monotonic() + _LONGEST_RUN.total_seconds()
    with closing(get_connection()) as connection:
        while batch := Mail.objects.due(timezone.now())[:_BATCH]:
            for mail in batch:
                tried += deliver(mail, connection)
                if monotonic() > end:
                    return tried
    return tried


def deliver(mail: Mail, connection: BaseEmailBackend) -> bool:
    """Deliver one due mail; return False if another process has it. Call outside transactions.

    Raises OSError if the server cannot be reached: the mail is not touched then.
    """
    connection.open()
    if not _claim(mail):
        return False
    try:
        connection.send_messages([as_message(mail)])
    except OSError as error:  # smtplib's errors are among them
        _settle_trouble(mail, error)
        connection.close()  # whatever state it is in: the next mail gets a fresh one
    else:
        body = {} if settings.DEMO else {"text": "", "html": ""}
        _settle(mail, MailState.SENT, reply_code=None, blames_address=False, **body)
    return True


def name_uncertain(at: datetime) -> int:
    """Name what a dead process left behind as "sending" uncertain; return how many there were."""
    left = Mail.objects.given_up(at, settings.OUTBOX_LEASE)
    return left.update(state=MailState.UNCERTAIN, finished_at=at)


def as_message(mail: Mail) -> EmailMultiAlternatives:
    """Return the message with its headers; `Message-ID` is the same at every attempt."""
    message = EmailMultiAlternatives(
        mail.subject,
        folded(mail.text),
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


def _claim(mail: Mail) -> bool:
    """Commit "sending" if the mail is still due and nobody else has taken it.

    The conditional update decides: of several processes it changes the row for one.
    """
    now = timezone.now()
    free = Mail.objects.due(now).filter(pk=mail.pk, attempts=mail.attempts)
    mail.attempts += 1
    return bool(free.update(state=MailState.SENDING, sending_at=now, attempts=mail.attempts))


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
    blamed = {"blames_address": _is_about_address(error)} if state == MailState.REFUSED else {}
    _settle(mail, state, reply_code=code, not_before=not_before, **blamed)


def _is_about_address(error: OSError) -> bool:
    """Whether the server named the recipient: somebody can mend that, and no other mail suffers."""
    return isinstance(error, smtplib.SMTPRecipientsRefused)


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
