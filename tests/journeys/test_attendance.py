"""A coordinator ticks who came, on a phone, while people are still coming in."""

from __future__ import annotations

from datetime import time

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team
from tests.factories.accounts import MembershipFactory
from tests.factories.trainings import TrainingFactory
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as
from trainings.enums import Kind, State
from trainings.models import Attendance

pytestmark = pytest.mark.django_db(transaction=True)


def test_list_of_nine_is_ticked_within_eight_taps(
    coordinator: Persona, team: Team, phone: Page
) -> None:
    """One came late, one is excused, one nobody expected; one button says it of all others."""
    for name in ("Ada", "Bo", "Cem", "Dilan", "Esra", "Finn", "Gül", "Hoa"):
        MembershipFactory.create(team=team, user__name=name)
    training = TrainingFactory.create(
        institution=team.institution, team=team, kind=Kind.COACHING, state=State.PLANNED, heads={}
    )
    training.sessions.update(starts_at=time(14))
    page = show_as(phone, coordinator)
    page.goto(f"/trainings/{training.id}/")
    fingers = Fingers(page, limit=8)
    fingers.tap("Wer war da?")
    bo = page.locator(".attendee", has_text="Bo")
    expect(bo.get_by_label("Wie viele Minuten gefehlt?")).to_be_hidden()
    fingers.tap(bo.get_by_text("zu spät"))
    fingers.tap(bo.get_by_label("Wie viele Minuten gefehlt?"))
    bo.get_by_label("Wie viele Minuten gefehlt?").fill("20")
    fingers.tap(page.locator(".attendee", has_text="Esra").get_by_text("entschuldigt"))
    fingers.tap(page.get_by_text("Namen hinzufügen"))
    fingers.type("Weitere Namen", "Gast aus der 10b")
    fingers.tap("Alle ohne Angabe waren da")
    expect(page.get_by_text("Anwesenheit gespeichert.")).to_be_visible()
    assert fingers.taps == 7
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    rows = {str(row): (row.status, row.minutes) for row in Attendance.objects.all()}
    present = dict.fromkeys(("Ada", "Cem", "Dilan", "Finn", "Gül", "Hoa"), ("present", None))
    assert rows == present | {
        "Bo": ("late", 70),
        "Esra": ("excused", None),
        "Gast aus der 10b": ("present", None),
    }
