"""Invitations on a card: handed over, not mailed; whoever holds the card types the address."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.errors import CardsMadeError
from accounts.models import Invitation, Team, User
from accounts.models.invitation import token_hash
from accounts.services.invitations import Invited
from ateams.audit.services import record_many

MOST_CARDS = 12
MOST_DAYS = 60


@transaction.atomic
def make_cards(
    *, team: Team, number: int, days: int, submission: UUID, by: User, term_ends_on: date | None
) -> list[Invited]:
    """Make cards for new members of a team: each opens one account, within so many days.

    The links exist here and on the cards only. Sent twice with one `submission` it makes them
    once, and raises CardsMadeError the second time. Raises ValidationError for numbers out of
    range, and for a term that is over before the card is.
    """
    if not (1 <= number <= MOST_CARDS and 1 <= days <= MOST_DAYS):
        raise ValidationError(_("So viele Karten oder Tage gehen nicht."))
    now = timezone.now()
    expires_at = now + timedelta(days=days)
    if term_ends_on and term_ends_on <= timezone.localdate(expires_at):
        raise ValidationError(_("Die Amtszeit wäre zu Ende, bevor die Karte abläuft."))
    Team.objects.select_for_update().get(pk=team.pk)  # a double click waits here
    ids = [uuid5(submission, str(index)) for index in range(number)]
    if Invitation.objects.filter(pk=ids[0]).exists():
        raise CardsMadeError
    made = []
    for pk in ids:
        token = secrets.token_urlsafe(16)
        invitation = Invitation(
            id=pk,
            role=Role.MEMBER,
            team=team,
            language=by.language,
            term_ends_on=term_ends_on,
            token_hash=token_hash(token),
            invited_by=by,
            created_at=now,
            expires_at=expires_at,
        )
        invitation.full_clean()
        invitation.save(force_insert=True)
        link = settings.BASE_URL + reverse("accounts:invitation", args=[token])
        made.append(Invited(invitation, link))
    subjects = [("invitation", pk) for pk in ids]
    record_many(action="invitation.card_made", subjects=subjects, by=by.id)
    return made
