"""Who of a team reads a case: changed by the reporter alone, on a locked case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from ateams.audit.services import record, record_each
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.readers import ReaderChoice, ReaderList
from vault.envelopes import OpenEnvelope
from vault.models import Grant
from vault.services import add_reader


def narrow(case: Case, *, members: bool, coordinator: bool) -> None:
    """Keep only these groups of the team as readers, for good; the caller saves the case."""
    members, coordinator = members and case.with_members, coordinator and case.with_coordinator
    if (members, coordinator) == (case.with_members, case.with_coordinator):
        return
    kept = {Role.MEMBER: members, Role.COORDINATOR: coordinator}
    grants = Grant.objects.filter(envelope=case.shared_envelope_id)
    gone = Q()
    for role in (role for role, stays in kept.items() if not stays):
        gone |= Q(scope__startswith=f"{role}:")
    removed = _accounts_of(grants.filter(gone).values_list("key_pair", flat=True))
    grants.filter(gone).delete()
    case.with_members, case.with_coordinator = members, coordinator
    if not (members or coordinator):
        case.team = None
    case.version += 1
    Entry.objects.create(case=case, kind=EntryKind.NARROWED)
    subject = ("case", case.id)
    record_each(action="case.reader_removed", subject=subject, by=None, about=removed)
    record(action="case.narrowed", subject=subject, by=None)


def follow(case: Case, choice: ReaderChoice, readers: ReaderList, shared: OpenEnvelope) -> None:
    """Let exactly those read whom the reporter chose last; the caller saves the case.

    Whoever is added must have stood on the list that the reporter was shown.
    """
    same_team = case.team is not None and case.team.slug == choice.team
    narrow(
        case,
        members=same_team and choice.with_members,
        coordinator=same_team and choice.with_coordinator,
    )
    team = readers.teams.get(choice.team)
    if team is None or not (choice.with_members or choice.with_coordinator):
        return
    granted = Grant.objects.filter(envelope=shared.id, key_pair__isnull=False)
    before = set(granted.values_list("key_pair", flat=True))
    for pair in readers.key_pairs(choice):
        add_reader(envelope=shared, key_pair=pair)
    case.team, case.with_members, case.with_coordinator = (
        team.team,
        choice.with_members,
        choice.with_coordinator,
    )
    added = _accounts_of({pair.pk for pair in readers.key_pairs(choice)} - before)
    record_each(action="case.reader_added", subject=("case", case.id), by=None, about=added)


def widens(case: Case, choice: ReaderChoice) -> bool:
    """Whether the choice lets somebody read who did not before."""
    if not (choice.with_members or choice.with_coordinator):
        return False
    if case.team is None or case.team.slug != choice.team:
        return True
    more_members = choice.with_members and not case.with_members
    return more_members or (choice.with_coordinator and not case.with_coordinator)


def _accounts_of(key_pairs: Iterable[UUID | None]) -> list[UUID]:
    """Return whose key pairs these are; a key pair that was replaced opens nothing any more."""
    found = User.objects.filter(key_pair__in=[pair for pair in key_pairs if pair])
    return list(found.order_by("pk").values_list("pk", flat=True))
