"""Inviting people, and taking an invitation up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts import mails
from accounts.enums import Role
from accounts.errors import AlreadyInvitedError, HasAccountError, InvitationClosedError
from accounts.invitees import Invitee
from accounts.joining import join
from accounts.models import Invitation, Team, User
from accounts.models.invitation import token_hash
from accounts.services.people import LONGEST_TERM
from ateams.audit.services import record


@dataclass(frozen=True)
class Invited:
    """An invitation together with its link, which exists here and in the mail only."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(
    *,
    email: str,
    role: Role,
    by: User | None,
    name: str = "",
    team: Team | None = None,
    language: str = "de",
    term_ends_on: date | None = None,
    from_terminal: bool = False,
) -> Invited:
    """Offer an account to an address and mail the link, valid for INVITATION_VALID_DAYS.

    A member's term ends on `term_ends_on`, or else with the school year; see `term_problem`.

    `from_terminal` is for the set-up command alone: the key of the lead invited so is the one
    from which all others are activated. Raises HasAccountError and AlreadyInvitedError, and
    ValidationError for a team that does not fit the role.
    """
    email = email.lower()
    now = timezone.now()
    if term_ends_on and (problem := term_problem(term_ends_on, timezone.localdate())):
        raise ValidationError({"term_ends_on": problem})
    if User.objects.filter(email=email).exists():
        raise HasAccountError
    Invitation.objects.filter(email=email, accepted_at=None, expires_at__lte=now).update(
        revoked_at=now
    )
    if Invitation.objects.open(now).filter(email=email).exists():
        raise AlreadyInvitedError
    invitation = Invitation(
        email=email,
        name=name,
        role=role,
        team=team,
        language=language,
        term_ends_on=term_ends_on,
        from_terminal=from_terminal,
        invited_by=by,
        created_at=now,
    )
    invited = _send(invitation)
    _record("invitation.sent", invitation, by=by)
    return invited


@transaction.atomic
def invite_many(
    *,
    people: Sequence[Invitee],
    role: Role,
    by: User,
    team: Team | None = None,
    language: str,
    term_ends_on: date | None = None,
) -> list[Invited]:
    """Invite everybody on a list, or, if one of them is refused, nobody. Raises as `invite`."""
    return [
        invite(
            email=person.email,
            name=person.name,
            role=role,
            team=team,
            language=language,
            term_ends_on=term_ends_on,
            by=by,
        )
        for person in people
    ]


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> Invited:
    """Mail a new link for the full time; the earlier one ends.

    An expired invitation revives. Raises InvitationClosedError if it was accepted or withdrawn,
    for a term that is over, and for a card, which nobody mails.
    """
    current = _lock(invitation.pk)
    if current.is_card or _is_over(current):
        raise InvitationClosedError
    invited = _send(current)
    _record("invitation.resent", current, by=by)
    return invited


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """Withdraw an invitation. Raises InvitationClosedError if it was accepted or withdrawn."""
    current = _lock(invitation.pk)
    current.revoked_at = timezone.now()
    current.save(update_fields=["revoked_at"])
    _record("invitation.revoked", current, by=by)


@transaction.atomic
def accept(*, token: str, name: str, password: str | None, language: str, email: str = "") -> User:
    """Make the account that an invitation offers; its address counts as verified.

    On a card there is none: `email` is what its holder typed, and still has to be verified.
    Without a password somebody else has to see to a way to sign in. A member's term ends as the
    invitation says, or else with the school year.

    Raises InvitationClosedError if the link is unknown, used, withdrawn or too old, or the term
    offered is over, and HasAccountError if the address got an account in another way.
    """
    now = timezone.now()
    invitation = (
        Invitation.objects.open(now)
        .select_for_update()
        .filter(token_hash=token_hash(token))
        .first()
    )
    if invitation is None or _is_over(invitation):
        raise InvitationClosedError
    address = (invitation.email or email).lower()
    if not address:
        raise InvitationClosedError
    if User.objects.filter(email=address).exists():
        raise HasAccountError
    user = User.objects.create_user(
        email=address,
        password=password,
        name=name,
        role=invitation.role,
        language=language,
    )
    verified = not invitation.is_card
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    if invitation.team:
        join(user, invitation.team, term_ends_on=invitation.term_ends_on)
    invitation.accepted_at, invitation.account = now, user
    invitation.save(update_fields=["accepted_at", "account"])
    record(action="account.made", subject=("account", user.id), by=user.id)
    return user


def term_problem(ends_on: date, today: date) -> str | None:
    """Say why nobody invited today can have a term until that day, or nothing."""
    if (ends_on - today).days <= settings.INVITATION_VALID_DAYS:
        return gettext("Das ist, bevor die Einladung abläuft. Bitte einen späteren Tag.")
    if ends_on > today + LONGEST_TERM:
        return gettext("Höchstens drei Jahre im Voraus.")
    return None


def _is_over(invitation: Invitation) -> bool:
    ends_on = invitation.term_ends_on
    return ends_on is not None and ends_on < timezone.localdate()


def _lock(invitation_id: UUID) -> Invitation:
    """Lock an invitation that waits to be accepted, expired or not."""
    invitation = (
        Invitation.objects.select_for_update()
        .filter(pk=invitation_id, accepted_at=None, revoked_at=None)
        .first()
    )
    if invitation is None:
        raise InvitationClosedError
    return invitation


def _send(invitation: Invitation) -> Invited:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = token_hash(token)
    invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_VALID_DAYS)
    invitation.full_clean()
    invitation.save()
    link = settings.BASE_URL + reverse("accounts:invitation", args=[token])
    mails.invitation(invitation=invitation, link=link)
    return Invited(invitation, link)


def _record(action: str, invitation: Invitation, *, by: User | None) -> None:
    record(action=action, subject=("invitation", invitation.id), by=by.id if by else None)
