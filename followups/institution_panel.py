"""What the follow-ups put on the page of an institution."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, has_right
from accounts.models import Contact, Institution, User
from accounts.panels import Panel
from accounts.selectors import recipient
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.refused import refusing_since
from followups.mails import FOLLOW_UP
from followups.models import LinkGeneration

_MAY_HAVE_ARRIVED = (MailState.QUEUED, MailState.SENDING, MailState.SENT, MailState.UNCERTAIN)


def mails_to(institution: Institution, user: User) -> Panel | None:
    """Say whose address takes no mail, and whether somebody holds a link that answers."""
    if not has_right(user, Right.MANAGE_CONTACTS):
        return None
    contacts = {recipient(one).key: one for one in institution.contacts.filter(active=True)}
    refusing = refusing_since(contacts)
    refused = [one for key, one in contacts.items() if (key, one.email) in refusing]
    answering = next((one for one in contacts.values() if one.responsible), None)
    until = _answers_until(answering) if answering else None
    if not refused and not until:
        return None
    context = {"refused": refused, "answering": answering if until else None, "until": until}
    return Panel(_("Nachfragen per Mail"), "followups/_institution_panel.html", context)


def _answers_until(contact: Contact) -> datetime | None:
    """Return until when the newest link to this contact answers, if one does."""
    mails = Mail.objects.filter(
        recipient_key=recipient(contact).key,
        address=contact.email,
        kind=FOLLOW_UP,
        state__in=_MAY_HAVE_ARRIVED,
        queued_at__gt=timezone.now() - settings.ANSWER_LINK_VALID,
    )
    written = mails.order_by("-queued_at").values_list("queued_at", flat=True).first()
    if written is None:
        return None
    revoked = LinkGeneration.objects.filter(pk=contact.pk, revoked_at__gte=written)
    if revoked.exists():
        return None
    until: datetime = written + settings.ANSWER_LINK_VALID
    return until
