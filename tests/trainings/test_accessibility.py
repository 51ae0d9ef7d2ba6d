"""Every page of trainings, looked at by axe on a phone and on a desk, in both themes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Team
from tests.factories.accounts import ContactFactory
from tests.factories.trainings import (
    ApprovedHoursFactory,
    AttendanceFactory,
    FollowUpAnswerFactory,
    TrainingFactory,
    agreed_person,
    certify,
)
from tests.personas import Persona, show_as
from tests.web.accessibility import flaws, look
from trainings.enums import Answer, Kind, State
from trainings.feedback import rounds_of
from trainings.models import BatchEntry, Feedback

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True), pytest.mark.browser]


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


def test_pages_of_certificates_consents_and_feedback_are_accessible(
    counsellor: Persona, member: Persona, team: Team, phone: Page
) -> None:
    certificate = certify(member.user.pk, counsellor.user)
    waiting = BatchEntry.objects.create(
        batch=certificate.batch_entry.batch, user=counsellor.user, minutes=60
    )
    agreed_person(member.user.pk, counsellor.user)
    ApprovedHoursFactory.create(user=member.user)
    held = TrainingFactory.create(institution=team.institution, kind=Kind.COACHING)
    AttendanceFactory.create(session=held.sessions.get(), name="", user=member.user)
    for _ in range(5):
        Feedback.objects.create(training=held, moment="after", useful=4, good="Gut", shown=True)
    asked = rounds_of(held)[0]
    addresses = [
        "/certificates/",
        f"/certificates/{certificate.pk}/",
        f"/certificates/batches/{waiting.batch_id}/",
        f"/trainings/{held.pk}/certificates/",
        f"/trainings/{held.pk}/feedback/",
        "/proofs/",
        "/proofs/people/",
        f"/proofs/people/{member.user.pk}/",
        f"/certificate/{certificate.code}/",
        f"/feedback/{asked.address.split('/feedback/')[1]}",
    ]
    page = show_as(phone, counsellor)
    assert {address: found for address in addresses if (found := look(page, address))} == {}
