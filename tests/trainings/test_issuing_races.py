"""Two workers at once: neither waits for the other, and nobody gets two certificates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.connections import without_waiting
from tests.personas import Persona
from trainings.models import Certificate
from trainings.papers import certificates_paper
from trainings.services import CertificateFacts, Certified, begin_certificates, issue_next
from trainings.services import certificates as service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_second_worker_takes_the_next_row_at_once(
    lead: Persona, member: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2026, 2, 1)
    people = [Certified(person.user.pk, 600) for person in (lead, member)]
    begin_certificates(people=people, facts=CertificateFacts("A", (), day, day), by=lead.user)
    meanwhile: list[bool] = []

    def set_slowly(made: Any) -> bytes:
        if not meanwhile:
            meanwhile.append(False)
            meanwhile[0] = without_waiting(issue_next)
        return certificates_paper(made)

    monkeypatch.setattr(service, "certificates_paper", set_slowly)
    assert issue_next()
    assert meanwhile == [True]
    assert not issue_next()
    holders = Certificate.objects.values_list("holder__user", flat=True)
    assert sorted(holders) == sorted([lead.user.pk, member.user.pk])
