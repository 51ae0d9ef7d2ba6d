"""Somebody without an account signs up on a phone, and excuses themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Team
from tests.factories.trainings import TrainingFactory
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as
from trainings.enums import State
from trainings.models import SignUp, Training

pytestmark = pytest.mark.django_db(transaction=True)


def test_sign_up_by_link_on_a_phone_without_javascript(
    coordinator: Persona, team: Team, phone_without_javascript: Page
) -> None:
    training = TrainingFactory.create(
        institution=team.institution,
        team=team,
        title="Sprechen üben",
        state=State.PLANNED,
        capacity=1,
        on=timezone.localdate() + timedelta(days=9),
    )
    page = show_as(phone_without_javascript, coordinator)
    page.goto(f"/trainings/{training.id}/")
    planner = Fingers(page, limit=3)
    planner.tap("Anmeldung per Link öffnen")
    planner.tap(page.get_by_text("Link zur Anmeldung"))
    link = page.locator("#sign-ups ~ details a, section[aria-labelledby=sign-ups] a").last
    path = "/" + (link.get_attribute("href") or "").split("/", 3)[3]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.context.clear_cookies()
    page.goto(path)
    guest = Fingers(page, limit=3)
    guest.type("Name (freiwillig)", "Ada Beispiel")
    guest.tap("Anmelden")
    expect(page.get_by_role("heading", name="Du bist angemeldet")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert SignUp.objects.get().name == "Ada Beispiel"
    guest.tap("Ich kann nicht kommen")
    expect(page.get_by_role("heading", name="Du bist abgemeldet")).to_be_visible()
    assert page.context.cookies() == []
    assert Training.objects.get().sign_ups.coming().count() == 0
