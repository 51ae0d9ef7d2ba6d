"""Institutions, their teams and the people there who are written to."""

from __future__ import annotations

from itertools import count

from django.db import transaction
from django.utils.text import slugify

from accounts.models import Contact, Institution, Team, User
from ateams.audit.services import record

GERMAN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@transaction.atomic
def create_institution(*, institution: Institution, by: User) -> Institution:
    """Store a new institution together with its A-Team; both get a short name from its name.

    Raises ValidationError.
    """
    institution.slug = free_slug(institution.name)
    save_institution(institution=institution, by=by)
    team = Team(institution=institution, name="A-Team", slug=institution.slug)
    save_team(team=team, by=by)
    return institution


@transaction.atomic
def save_institution(*, institution: Institution, by: User) -> Institution:
    """Store a changed institution. Raises ValidationError."""
    institution.full_clean()
    institution.save()
    record(action="institution.saved", subject=("institution", institution.id), by=by.id)
    return institution


@transaction.atomic
def save_team(*, team: Team, by: User) -> Team:
    """Store a new or changed team. Raises ValidationError."""
    team.full_clean()
    team.save()
    record(action="team.saved", subject=("team", team.id), by=by.id)
    return team


@transaction.atomic
def save_contact(*, contact: Contact, by: User) -> Contact:
    """Store a new or changed contact. The newest responsible one takes the place of the other."""
    Institution.objects.select_for_update().get(pk=contact.institution_id)
    if contact.responsible and contact.active:
        contact.institution.contacts.exclude(pk=contact.pk).update(responsible=False)
    contact.full_clean()
    contact.save()
    record(action="contact.saved", subject=("contact", contact.id), by=by.id)
    return contact


def free_slug(name: str) -> str:
    """Return a short name for addresses that neither an institution nor a team has."""
    stem = slugify(name.lower().translate(GERMAN_LETTERS))[:50] or "team"
    for number in count(1):
        slug = stem if number == 1 else f"{stem}-{number}"
        taken = (model.objects.filter(slug=slug).exists() for model in (Institution, Team))
        if not any(taken):
            break
    return slug
