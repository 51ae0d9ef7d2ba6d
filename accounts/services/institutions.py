"""Institutions, their teams and the people there who are written to."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Contact, Institution, Team, User
from ateams.audit.services import record


@transaction.atomic
def save_institution(*, institution: Institution, by: User) -> Institution:
    """Store a new or changed institution. Raises ValidationError."""
    institution.full_clean()
    institution.save()
    record(action="institution_saved", subject=("institution", institution.id), by=by.id)
    return institution


@transaction.atomic
def save_team(*, team: Team, by: User) -> Team:
    """Store a new or changed team. Raises ValidationError."""
    team.full_clean()
    team.save()
    record(action="team_saved", subject=("team", team.id), by=by.id)
    return team


@transaction.atomic
def save_contact(*, contact: Contact, by: User) -> Contact:
    """Store a new or changed contact. The newest responsible one takes the place of the other."""
    Institution.objects.select_for_update().get(pk=contact.institution_id)
    if contact.responsible and contact.active:
        contact.institution.contacts.exclude(pk=contact.pk).update(responsible=False)
    contact.full_clean()
    contact.save()
    record(action="contact_saved", subject=("contact", contact.id), by=by.id)
    return contact
