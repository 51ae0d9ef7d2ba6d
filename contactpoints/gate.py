"""The gate: who may staff a contact point. Derived from what is there, ticked by nobody.

Programme complete, confirmed by the office, declaration of confidentiality signed, term running.
Coordinators have no programme. A lead's activation of the key is the last step, and is refused
while the gate is closed. How it closes again, and what that does: decision 31.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.enums import Role
from accounts.models import Membership, User
from contactpoints.enums import AttestationKind
from contactpoints.models import Attestation
from trainings.progress import Progress, progress_of


@dataclass(frozen=True)
class Requirement:
    """One thing that must be there: what it is, whether it is, and what to say about it."""

    label: str
    met: bool
    told: str


@dataclass(frozen=True)
class Gate:
    """What is there for one term in one team; `progress` is empty for who has no programme."""

    membership: Membership
    today: date
    progress: Progress | None = None
    declaration: Attestation | None = None
    confirmation: Attestation | None = None

    @property
    def requirements(self) -> list[Requirement]:
        """All that must be there, in the order in which it usually comes about."""
        programme = [_programme(self.progress)] if self.progress else []
        return [
            *programme,
            _attested(gettext("Verschwiegenheitserklärung"), self.declaration),
            _attested(gettext("Bestätigung der Beratungsstelle"), self.confirmation),
            self.term,
        ]

    @property
    def term(self) -> Requirement:
        """Whether the term runs, and until when."""
        return _term(self.membership, self.today)

    @property
    def lacking(self) -> list[str]:
        """What is still lacking, in words."""
        return [
            f"{requirement.label}: {requirement.told}"
            for requirement in self.requirements
            if not requirement.met
        ]

    @property
    def is_open(self) -> bool:
        """Whether the person may staff the contact point."""
        return not self.lacking


def gates_of(memberships: Collection[Membership]) -> dict[UUID, Gate]:
    """Return the gate of each membership, in five queries for one as for all.

    The memberships come with their users.
    """
    today = timezone.localdate()
    members = [one.user for one in memberships if one.user.role == Role.MEMBER]
    progress = progress_of(members) if members else {}
    attested = {
        (attestation.membership_id, attestation.kind): attestation
        for attestation in Attestation.objects.standing().filter(
            membership__in=[one.pk for one in memberships]
        )
    }
    return {
        one.pk: Gate(
            membership=one,
            today=today,
            progress=progress.get(one.user_id),
            declaration=attested.get((one.pk, AttestationKind.DECLARATION)),
            confirmation=attested.get((one.pk, AttestationKind.CONFIRMATION)),
        )
        for one in memberships
    }


def lacking_of(people: Iterable[User]) -> dict[UUID, list[str]]:
    """Return what is lacking for those of a team, each in the team of today; others lack nothing.

    This is what `accounts.gates` asks before a key is activated.
    """
    ids = [person.pk for person in people if person.works_in_team]
    if not ids:
        return {}
    current = Membership.objects.current(timezone.localdate()).filter(user__in=ids)
    gates = gates_of(current.select_related("user"))
    lacking = {gate.membership.user_id: gate.lacking for gate in gates.values()}
    without = gettext("Amtszeit: keine, die heute läuft")
    return {user_id: lacking.get(user_id, [without]) for user_id in ids}


def _programme(progress: Progress) -> Requirement:
    return Requirement(gettext("Ausbildung"), progress.complete, str(progress))


def _attested(label: str, attestation: Attestation | None) -> Requirement:
    if attestation is None:
        return Requirement(label, met=False, told=gettext("fehlt"))
    told = date_format(attestation.on, "SHORT_DATE_FORMAT")
    return Requirement(label, met=True, told=gettext("am %(day)s") % {"day": told})


def _term(membership: Membership, today: date) -> Requirement:
    ends = membership.term_ends_on
    runs = (
        membership.ended_on is None
        and membership.starts_on <= today
        and (ends is None or ends >= today)
    )
    if ends is None:
        return Requirement(gettext("Amtszeit"), runs, gettext("ohne Ende"))
    told = gettext("bis %(day)s") % {"day": date_format(ends, "SHORT_DATE_FORMAT")}
    return Requirement(gettext("Amtszeit"), runs, told)
