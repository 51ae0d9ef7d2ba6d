"""What opens the gate of a contact point."""

from __future__ import annotations

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from contactpoints.enums import AttestationKind
from contactpoints.models import Attestation
from tests.factories.trainings import CohortFactory, CurriculumFactory, attend
from trainings.topics import Topic

_ONE_HOUR: dict[str, int] = {Topic.FIRST_TALK: 60}


def attest_all(membership: Membership) -> None:
    """Let the declaration be signed and the office confirm."""
    for kind in AttestationKind.values:
        Attestation.objects.get_or_create(
            membership=membership,
            kind=kind,
            withdrawn_at=None,
            defaults={"on": timezone.localdate(), "at": timezone.now()},
        )


def open_gate(*people: User) -> None:
    """Let people of teams have all that a lead needs to activate their keys.

    The programme is one hour long. What is there already stays; others need nothing.
    """
    for person in people:
        if person.works_in_team:
            attest_all(person.memberships.get(ended_on=None))
        if person.role == Role.MEMBER and not person.cohort_memberships.exists():
            curriculum = CurriculumFactory.create(topics=_ONE_HOUR, mandatory=())
            CohortFactory.create(people=[person], curriculum=curriculum)
            attend(person, _ONE_HOUR)
