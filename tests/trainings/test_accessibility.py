"""Every page of trainings, looked at by axe on a phone and on a desk, in both themes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Team
from tests.factories.accounts import ContactFactory
from tests.factories.trainings import AttendanceFactory, FollowUpAnswerFactory, TrainingFactory
from tests.personas import Persona, show_as
from tests.web.accessibility import flaws, look
from trainings.enums import Answer, Kind, State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def addresses(team: Team, member: Persona) -> list[str]:
    """Fill the team's trainings and return all their pages."""
    here = {"institution": team.institution, "team": team}
    ContactFactory.create(institution=team.institution)
    held = TrainingFactory.create(**here, logged_by=member.user)
    long_ago = timezone.localdate() - timedelta(days=100)
    old = TrainingFactory.create(**here, on=long_ago, state=State.CONFIRMED, note="Notiz")
    FollowUpAnswerFactory.create(training=old, answer=Answer.WANT_HELP, text="Material")
    AttendanceFactory.create(session=old.sessions.get())
    planned = TrainingFactory.create(**here, state=State.PLANNED, kind=Kind.QUALIFICATION, heads={})
    pages = ["", "?year=&state=held", "?kind=coaching", "log/", "new/", "confirm/"]
    of_one = [f"{held.id}/logged/", f"{old.id}/", f"{planned.id}/edit/"]
    return [f"/trainings/{end}" for end in (*pages, *of_one, f"{planned.id}/attendance/")]


@pytest.mark.parametrize("who", ["coordinator", "counsellor"])
def test_pages_are_accessible(
    who: str, request: pytest.FixtureRequest, phone: Page, addresses: list[str]
) -> None:
    page = show_as(phone, request.getfixturevalue(who))
    assert {address: found for address in addresses if (found := look(page, address))} == {}


def test_form_with_errors_is_accessible(member: Persona, phone: Page) -> None:
    page = show_as(phone, member)
    page.goto("/trainings/log/")
    page.get_by_role("button", name="Speichern").click()
    assert page.locator("[data-error-summary]").is_visible()
    assert flaws(page) == []
