"""Cases that somebody of a team reads along in, and who goes on with them when they leave.

The office reads every case and looks after it; a team's people read what the reporter opened to
them. Whoever leaves passes each open case on, to somebody of the team who reads it already or to
the office: nobody new is let in by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from accounts.selectors import coordinator_readers, office_readers, team_readers
from incidents.models import Case
from incidents.models.case import CaseQuerySet
from incidents.queue import queue_order
from vault.models import Grant


@dataclass(frozen=True)
class TeamCase:
    """An open case, and who of the team could go on with it."""

    case: Case
    others: tuple[User, ...]


def team_cases(person: User) -> CaseQuerySet:
    """Return the open cases that somebody of a team holds a grant of, whatever the term says."""
    if not person.works_in_team or person.key_pair_id is None:
        return Case.objects.none()
    granted = Grant.objects.filter(key_pair=person.key_pair_id).values("envelope")
    return Case.objects.open().filter(shared_envelope__in=granted)


def with_others(person: User) -> list[TeamCase]:
    """Return the open cases of somebody of a team, each with who could go on, in five queries."""
    cases = list(queue_order(team_cases(person)).select_related("team__institution"))
    membership = person.memberships.filter(ended_on=None).select_related("team").first()
    if membership is None or not cases:
        return [TeamCase(case, ()) for case in cases]
    colleagues = [
        *team_readers(membership.team).exclude(pk=person.pk),
        *coordinator_readers(membership.team).exclude(pk=person.pk),
    ]
    pairs = {one.key_pair_id: one for one in sorted(colleagues, key=lambda one: one.name)}
    usable = Grant.objects.usable().filter(
        envelope__in=[case.shared_envelope_id for case in cases], key_pair__in=list(pairs)
    )
    reading = set(usable.values_list("envelope", "key_pair"))
    return [
        TeamCase(case, tuple(one for pair, one in pairs.items() if _reads(case, pair, reading)))
        for case in cases
    ]


def office_reads(case: Case) -> bool:
    """Whether somebody of the office opens the case; else the last way to it would be cut."""
    readers = office_readers().values("key_pair")
    usable = Grant.objects.usable().filter(envelope=case.shared_envelope_id)
    return usable.filter(key_pair__in=readers).exists()


def _reads(case: Case, pair: UUID | None, reading: set[tuple[UUID, UUID]]) -> bool:
    return pair is not None and (case.shared_envelope_id, pair) in reading
