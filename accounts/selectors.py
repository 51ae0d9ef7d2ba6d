"""Reads of the people package that others ask for."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.enums import OFFICE_ROLES, Role
from accounts.models import Contact, Institution, Membership, Team, User
from ateams.due import Part, Recipient


def office_readers() -> QuerySet[User]:
    """Return the office's people whose keys are active: they read every new report."""
    return _with_active_key().filter(role__in=OFFICE_ROLES, key_pair__activation_scope=F("role"))


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


def people_by_institution(ids: Collection[UUID]) -> dict[UUID, dict[Part, tuple[Recipient, ...]]]:
    """Return who can be reminded at each institution, in as many queries for one as for all.

    Office and leads are the same everywhere; coordinators and the responsible contact are left
    out where there are none.
    """
    office = User.objects.office().order_by("id")
    everywhere = {
        Part.OFFICE: tuple(recipient(person) for person in office),
        Part.LEAD: tuple(recipient(person) for person in office if person.role == Role.LEAD),
    }
    people: dict[UUID, dict[Part, tuple[Recipient, ...]]] = {key: {**everywhere} for key in ids}
    current = Membership.objects.current(timezone.localdate()).filter(
        team__institution__in=ids, user__role=Role.COORDINATOR, user__is_active=True
    )
    for membership in current.select_related("user", "team").order_by("user_id"):
        around = people[membership.team.institution_id]
        others = around.get(Part.COORDINATOR, ())
        around[Part.COORDINATOR] = (*others, recipient(membership.user))
    for contact in Contact.objects.filter(institution__in=ids, responsible=True, active=True):
        people[contact.institution_id][Part.CONTACT] = (recipient(contact),)
    return people


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
