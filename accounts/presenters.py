"""How people are told apart."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.invitation import Invitation


@dataclass(frozen=True)
class KeyHolder:
    """Somebody whose key waits or was activated; told in the language of whoever reads it."""

    person: User

    def __str__(self) -> str:
        """Return name, address, role and team, who invited the account and when.

        Costs no query if `team_today`, invitation and `invited_by` were fetched along.
        """
        person = self.person
        parts = [person.name, person.email, person.get_role_display()]
        parts += [f"{found.team}, {found.team.institution}" for found in person.team_today]
        if invitation := getattr(person, "invitation", None):
            parts.append(_invited(invitation))
        return " · ".join(parts)


def _invited(invitation: Invitation) -> str:
    day = date_format(timezone.localtime(invitation.created_at), "SHORT_DATE_FORMAT")
    by = invitation.invited_by
    if by is None and invitation.from_terminal:
        return _("am %(day)s bei der Einrichtung eingeladen") % {"day": day}
    if by is None:
        return _("am %(day)s eingeladen") % {"day": day}
    return _("am %(day)s eingeladen von %(name)s") % {"day": day, "name": by.name}
