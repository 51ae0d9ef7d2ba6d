"""The demo's mails that did not arrive: list of mails and agenda show what to do."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Contact
from accounts.selectors import recipient
from ateams.due import Recipient
from ateams.ops.demo.people import Cast
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue

_MAILBOX_UNKNOWN = 550


def tell_mails(cast: Cast) -> None:
    """Let one address refuse a mail, and leave another mail uncertain."""
    office = Contact.objects.get(institution=cast.teams["regenbogenweg"].institution_id)
    _write(recipient(office), MailState.REFUSED, reply_code=_MAILBOX_UNKNOWN, blames_address=True)
    _write(recipient(cast.people["nadine"]), MailState.UNCERTAIN)


def _write(to: Recipient, state: MailState, **outcome: object) -> None:
    mail = queue(
        kind="training_request_planned",
        to=to,
        subject="Termin für die Schulung (erfunden)",
        text="Diese Mail gehört zu den erfundenen Daten der Demo.\n",
    )
    at = timezone.now() - timedelta(days=2)
    Mail.objects.filter(pk=mail.pk).update(
        state=state, queued_at=at, sending_at=at, finished_at=at, attempts=1, **outcome
    )
