"""A mail without content tells a reporter who wants it that there is an answer.

The address lies sealed in the shared envelope, so that only a process that holds an unlocked key
or the receipt code knows it, and only as long as a request lasts. Hence the mail is handed over in
the request that answers, and is neither queued nor tried again: the outbox would keep the address
in clear. See docs/adr/0028-news-mail.md.
"""

from __future__ import annotations

import logging
from contextlib import closing
from email.utils import parseaddr
from enum import StrEnum
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from incidents.models import Case
from incidents.services.mailbox import Mailbox
from vault.envelopes import OpenEnvelope

logger = logging.getLogger(__name__)

# Whoever has answered waits for it; each step of the conversation with the server may take so long.
TIMEOUT_SECONDS = 5
# The same bytes for everybody, in whatever language they wrote: nothing in them says what it is.
SUBJECT = "Es gibt etwas Neues"
TEXT = "Es gibt etwas Neues.\n\nThere is something new.\n"


class Told(StrEnum):
    """What became of the mail."""

    NOT_WANTED = "not_wanted"
    SENT = "sent"
    FAILED = "failed"


@transaction.atomic
def keep_address(*, mailbox: Mailbox, address: str) -> Case:
    """Seal an address for mails about news; it takes the place of an earlier one."""
    return _change(mailbox, address)


@transaction.atomic
def forget_address(*, mailbox: Mailbox) -> Case:
    """Delete the address; there will be no mail any more."""
    return _change(mailbox, "")


def news_address(case: Case, shared: OpenEnvelope) -> str:
    """Return the address of a case, or nothing if no mail is wanted."""
    sealed = case.sealed_news_address
    return shared.open_text(sealed, place=case.news_place) if sealed else ""


def tell_news(*, case: Case, shared: OpenEnvelope) -> Told:
    """Send the mail if one is wanted. Call it after the answer is committed, in no transaction.

    Neither address nor case is stored or logged, whatever happens. A server that does not take it
    at once counts as a failure, which whoever has answered is told.
    """
    address = news_address(Case.objects.get(pk=case.pk), shared)
    if not address:
        return Told.NOT_WANTED
    try:
        with closing(get_connection(timeout=TIMEOUT_SECONDS)) as connection:
            connection.send_messages([_message(address)])
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        # Its text would name the address.
        logger.warning("A mail about news did not leave: %s", type(error).__name__)
        return Told.FAILED
    return Told.SENT


def _change(mailbox: Mailbox, address: str) -> Case:
    case = Case.objects.select_for_update().get(pk=mailbox.case.pk)
    case.sealed_news_address = (
        mailbox.shared.seal_text(address, place=case.news_place) if address else None
    )
    case.save(update_fields=["sealed_news_address"])
    return case


def _message(address: str) -> EmailMessage:
    sender = settings.NEWS_MAIL_FROM
    domain = parseaddr(sender)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<{uuid4()}@{domain}>",  # Django's own would name the machine
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(SUBJECT, TEXT, sender, [address], headers=headers)
