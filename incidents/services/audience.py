"""Who of a team reads a case: changed by the reporter alone, on a locked case."""

from __future__ import annotations

from accounts.enums import Role
from ateams.audit.services import record
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
    for role in (role for role, stays in kept.items() if not stays):
        grants = Grant.objects.filter(envelope=case.shared_envelope_id)
        grants.filter(scope__startswith=f"{role}:").delete()
    case.with_members, case.with_coordinator = members, coordinator
    if not (members or coordinator):
        case.team = None
    case.version += 1
    Entry.objects.create(case=case, kind=EntryKind.NARROWED)
    record(action="case.narrowed", subject=("case", case.id), by=None)


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
    for pair in readers.key_pairs(choice):
        add_reader(envelope=shared, key_pair=pair)
    case.team, case.with_members, case.with_coordinator = (
        team.team,
        choice.with_members,
        choice.with_coordinator,
    )


def widens(case: Case, choice: ReaderChoice) -> bool:
    """Whether the choice lets somebody read who did not before."""
    if not (choice.with_members or choice.with_coordinator):
        return False
    if case.team is None or case.team.slug != choice.team:
        return True
    more_members = choice.with_members and not case.with_members
    return more_members or (choice.with_coordinator and not case.with_coordinator)
