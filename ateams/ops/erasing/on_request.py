"""Erasing what belongs to one person or one institution, because somebody asked for it."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import QuerySet

from accounts.enums import TEAM_ROLES
from accounts.models import Contact, Institution, Invitation, Membership, Team, User
from accounts.services.erasure import erase_account, erase_contact
from ateams.audit.services import record, record_each
from ateams.erasure import delete_rows
from ateams.outbox.models import Mail
from incidents.models import Case
from incidents.services.audience import accounts_of
from trainings.models import Training
from vault.models import Grant


@transaction.atomic
def erase_person(*, email: str) -> Counter[str]:
    """Erase account, contacts, invitations and mails of an address; return how many of each.

    Names that somebody typed into a training are not found by an address.
    """
    erased: Counter[str] = Counter()
    for person in User.objects.filter(email__iexact=email):
        erased["accounts"] += erase_account(person_id=person.pk)
    for contact in Contact.objects.filter(email__iexact=email):
        erased["contacts"] += erase_contact(contact_id=contact.pk)
    erased["invitations"] += delete_rows(Invitation.objects.filter(email__iexact=email))
    erased["mails"] += delete_rows(Mail.objects.filter(address__iexact=email))
    return +erased


@transaction.atomic
def erase_institution(*, institution: Institution) -> Counter[str]:
    """Erase an institution with its teams, people, contacts and trainings; return how many.

    Cases are the reporters': they stay with the office, and nobody of the team reads them any
    more. Somebody who belongs to another team by now keeps the account.
    """
    erased: Counter[str] = Counter()
    teams = Team.objects.filter(institution=institution)
    erased["cases kept for the office alone"] += _close_cases_to(teams)
    erased["trainings"] += delete_rows(Training.objects.filter(institution=institution))
    elsewhere = Membership.objects.exclude(team__in=teams).values("user")
    people = User.objects.filter(memberships__team__in=teams, role__in=TEAM_ROLES).distinct()
    for person_id in people.exclude(pk__in=elsewhere).values_list("pk", flat=True):
        erased["accounts"] += erase_account(person_id=person_id)
    for contact_id in institution.contacts.values_list("pk", flat=True):
        erased["contacts"] += erase_contact(contact_id=contact_id)
    erased["teams"] += delete_rows(teams)
    institution_id = institution.pk
    institution.delete()
    record(action="institution.erased", subject=("institution", institution_id), by=None)
    return +erased


def _close_cases_to(teams: QuerySet[Team]) -> int:
    """Take the people of these teams out of the readers of every case, by consent or choice."""
    team_ids = list(teams.values_list("pk", flat=True))
    scopes = [f"{role}:{team_id}" for role in TEAM_ROLES for team_id in team_ids]
    grants = Grant.objects.filter(scope__in=scopes)
    read = Case.objects.filter(shared_envelope__in=grants.values("envelope"))
    for case in read.select_for_update().order_by("pk"):
        held = grants.filter(envelope=case.shared_envelope_id)
        removed = accounts_of(held.values_list("key_pair", flat=True))
        subject = ("case", case.pk)
        record_each(action="case.reader_removed", subject=subject, by=None, about=removed)
    grants.delete()
    cases = Case.objects.filter(team__in=teams)
    return cases.update(team=None, with_members=False, with_coordinator=False)
