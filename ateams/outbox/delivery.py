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
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from ateams.outbox.enums import MailState
from ateams.outbox.folding import folded
from ateams.outbox.hours import open_hours
from ateams.outbox.models import Mail
from ateams.outbox.recalls import recalled
from ateams.outbox.statements import Change, change
from ateams.outbox.wire import Message

logger = logging.getLogger(__name__)

# How long a mail waits after each "later" (4xx) of the server; after the last one it is refused.
GAPS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180, 360, 720, 1440))
_BATCH = 200
# After so long it is asked again whether somebody still waits for the rest of a batch.
_FRESH = timedelta(seconds=5)
_LONGEST_RUN = timedelta(minutes=5)


def deliver_due() -> int:
    """Deliver what is due over one connection; return how many mails were tried.

    Stops after five minutes, so that a full outbox shows as a beating heart. Raises OSError if
    the server cannot be reached; everything keeps waiting then.
    """
    name_uncertain(timezone.now())
    tried, end = 0, monotonic() + _LONGEST_RUN.total_seconds()
    with closing(get_connection()) as connection:
        while monotonic() < end and (batch := Mail.objects.next_due(timezone.now(), _BATCH)):
            tried += _deliver_batch(batch, connection)
    return tried


def _deliver_batch(batch: list[Mail], connection: BaseEmailBackend) -> int:
    """Deliver those mails of a batch for which somebody still waits; return how many were tried.

    With a slow server it ends early: whoever answers meanwhile gets no mail about it.
    """
    stale = monotonic() + _FRESH.total_seconds()
    taken_back = recalled([mail.pk for mail in batch])
    tried, accepted = 0, None
    try:
        for mail in batch:
            if mail.pk in taken_back or monotonic() > stale:
                continue
            connection.open()
            # The last answer is committed with the next claim: one way to the database for both.
            before, accepted = accepted, None
            if _claim(mail, accepted=before):
                tried += 1
                accepted = mail if _hand_over(mail, connection) else None
    finally:
        if accepted:
            change(_yes(accepted))
    return tried


def deliver(mail: Mail, connection: BaseEmailBackend) -> bool:
    """Deliver one due mail; return False if another process has it. Call outside transactions.

    Raises OSError if the server cannot be reached: the mail is not touched then.
    """
    connection.open()
    if not _claim(mail):
        return False
    if _hand_over(mail, connection):
        change(_yes(mail))
    return True


def name_uncertain(at: datetime) -> int:
    """Name what a dead process left behind as "sending" uncertain; return how many there were."""
    left = Mail.objects.given_up(at, settings.OUTBOX_LEASE)
    return left.update(state=MailState.UNCERTAIN, finished_at=at)


def as_message(mail: Mail) -> Message:
    """Return the message with its headers; `Message-ID` is the same at every attempt."""
    message = Message(
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


def _claim(mail: Mail, *, accepted: Mail | None = None) -> bool:
    """Commit "sending" if the mail is still due and nobody else has taken it.

    The conditional update decides: of several processes it changes the row for one. With it goes
    what the server said to the mail before.
    """
    now = timezone.now()
    mail.attempts += 1
    claim = Change(
        where={
            "id": mail.pk,
            "state": MailState.QUEUED,
            "attempts": mail.attempts - 1,
            "not_before__lte": now,
            "hours__in": open_hours(now),
        },
        to={"state": MailState.SENDING, "sending_at": now, "attempts": mail.attempts},
    )
    return mail.pk in (change(_yes(accepted), claim) if accepted else change(claim))


def _hand_over(mail: Mail, connection: BaseEmailBackend) -> bool:
    """Tell the server; return whether it accepted. Whatever else it said is committed here."""
    try:
        connection.send_messages([as_message(mail)])
    except OSError as error:  # smtplib's errors are among them
        _settle_trouble(mail, error)
        connection.close()  # whatever state it is in: the next mail gets a fresh one
        return False
    return True


def _yes(mail: Mail) -> Change:
    """Say that the server accepted the mail.

    It counts even if the process had been given up: the mail is out.
    """
    body: dict[str, object] = {} if settings.DEMO else {"text": "", "html": ""}
    return Change(
        where={"id": mail.pk, "attempts": mail.attempts},
        to={
            "state": MailState.SENT,
            "finished_at": timezone.now(),
            "reply_code": None,
            **body,
        },
    )


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
    change(
        Change(
            # What comes late changes nothing: a mail that has been given up stays uncertain.
            where={"id": mail.pk, "attempts": mail.attempts, "state": MailState.SENDING},
            to={
                "state": state,
                "finished_at": None if state == MailState.QUEUED else timezone.now(),
                "reply_code": code,
                "not_before": not_before,
                **blamed,
            },
        )
    )


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
