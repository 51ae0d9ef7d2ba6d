"""What becomes of links to answer pages: a new one for an expired one, and all declared void."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Contact, User
from accounts.selectors import recipient
from ateams.audit.services import record
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import MailMovedOnError, withdraw
from followups.access import asked_of
from followups.answer_links import Question
from followups.mails import FOLLOW_UP, follow_up_link
from followups.models import LinkGeneration

# Whoever has an old link cannot fill a mailbox with it.
_ONE_MAIL_IN = timedelta(hours=1)


@transaction.atomic
def send_link_again(*, question: Question) -> bool:
    """Mail a new link to whoever the old one was mailed to; return whether a mail was written.

    None is where the link has lost its ground, see `asked_of`, and where a mail with one was
    written within the hour.
    """
    asked = asked_of(question)
    if asked is None:
        return False
    contact = Contact.objects.select_for_update().get(pk=asked.contact.pk)
    to = recipient(contact)
    lately = Mail.objects.filter(
        recipient_key=to.key, kind=FOLLOW_UP, queued_at__gt=timezone.now() - _ONE_MAIL_IN
    )
    if lately.exclude(state=MailState.WITHDRAWN).exists():
        return False
    follow_up_link(training=asked.training, months=asked.months, to=to)
    return True


@transaction.atomic
def revoke_links(*, contact: Contact, by: User) -> None:
    """Declare all links void that were mailed to a contact, and take back mails that wait.

    The next question brings a new one.
    """
    now = timezone.now()
    Contact.objects.select_for_update().get(pk=contact.pk)
    known = LinkGeneration.objects.filter(pk=contact.pk)
    if not known.update(number=F("number") + 1, revoked_at=now):
        LinkGeneration.objects.create(contact=contact, number=1, revoked_at=now)
    for mail_id in _waiting(contact):
        try:
            withdraw(mail_id=mail_id, by=by.pk)
        except MailMovedOnError:  # it has left meanwhile; its link is void all the same
            continue
    record(action="contact.links_revoked", subject=("contact", contact.pk), by=by.pk)


def _waiting(contact: Contact) -> list[UUID]:
    mails = Mail.objects.filter(
        recipient_key=recipient(contact).key, kind=FOLLOW_UP, state=MailState.QUEUED
    )
    return list(mails.values_list("pk", flat=True))
