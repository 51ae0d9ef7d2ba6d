"""Reads of the people package that others ask for."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.enums import OFFICE_ROLES, Role
from accounts.models import Contact, Institution, Membership, Team, User
from ateams.due import Recipient


def office_readers() -> QuerySet[User]:
    """Return the office's people whose keys are active: they read every new report."""
    return _with_active_key().filter(
        role__in=OFFICE_ROLES, key_pair__activation_scope=F("role")
    )


def team_readers(team: Team) -> QuerySet[User]:
    """Return the team's members who may read a report addressed to the team today."""
    return _readers_in(team, Role.MEMBER)


def coordinator_readers(team: Team) -> QuerySet[User]:
    """Return the coordinators who may read a case that was opened to them today."""
    return _readers_in(team, Role.COORDINATOR)


def coordinators(institution: Institution) -> QuerySet[User]:
    """Return the people who coordinate the institution's team today."""
    current = Membership.objects.current(timezone.localdate())
    return User.objects.active().filter(
        role=Role.COORDINATOR,
        memberships__in=current.filter(team__institution=institution),
    )


def responsible_contact(institution: Institution) -> Contact | None:
    """Return whoever answers the institution's follow-ups, if somebody is named."""
    return institution.contacts.filter(responsible=True, active=True).first()


def recipient(person: User | Contact) -> Recipient:
    """Describe an account or a contact as somebody who can be reminded."""
    kind = "user" if isinstance(person, User) else "contact"
    return Recipient(f"{kind}:{person.pk}", person.name, person.email, person.language)


def _with_active_key() -> QuerySet[User]:
    return (
        User.objects.active()
        .filter(key_pair__activated_at__isnull=False, key_pair__retired_at__isnull=True)
        .select_related("key_pair")
        .order_by("id")
    )


def _readers_in(team: Team, role: Role) -> QuerySet[User]:
    members = Membership.objects.current(timezone.localdate()).filter(team=team)
    return _with_active_key().filter(
        role=role, memberships__in=members, key_pair__activation_scope=f"{role}:{team.pk}"
    )
