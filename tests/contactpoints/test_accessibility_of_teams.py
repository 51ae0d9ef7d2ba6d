"""The pages of teams, cohorts and the curriculum as axe sees them, with everything unfolded."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from accounts.models import Team
from tests.factories.contactpoints import open_gate
from tests.factories.trainings import CohortFactory, CurriculumFactory
from tests.personas import Persona, give_key, show_as
from tests.web.accessibility import flaws

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
UNFOLD = "document.querySelectorAll('details.fold').forEach(fold => fold.open = true)"


def test_pages_have_no_flaws(
    counsellor: Persona, member: Persona, coordinator: Persona, team: Team, phone: Page
) -> None:
    open_gate(member.user)
    give_key(member)
    cohort = CohortFactory.create(people=[member.user, coordinator.user])
    draft = CurriculumFactory.create(version=900, published_at=None)
    page = show_as(phone, counsellor)
    found = {}
    for address in (
        "/team/",
        f"/team/{team.pk}/",
        f"/team/{team.pk}/cards/",
        "/cohorts/",
        f"/cohorts/{cohort.pk}/",
        f"/cohorts/{cohort.pk}/add/",
        f"/curriculum/{draft.version}/edit/",
    ):
        page.goto(address)
        page.evaluate(UNFOLD)
        if faults := flaws(page):
            found[address] = faults
    page.goto(f"/team/{team.pk}/cards/")
    page.get_by_role("button", name="QR-Code zeigen").click()
    assert (found, flaws(page)) == ({}, [])
