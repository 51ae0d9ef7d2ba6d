"""A lead changes a rule on a phone, and sees first what it would do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from followups.models import Rule
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona, show_as
from tests.web.accessibility import look

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.usefixtures("rules")
def test_lead_changes_a_rule_after_a_look_at_it(
    lead: Persona, coordinator: Persona, phone: Page
) -> None:
    for days in (1, 3):
        TrainingFactory.create(
            institution=coordinator.institution, logged_at=timezone.now() - timedelta(days=days)
        )
    page = show_as(phone, lead)
    assert look(page, "/agenda/rules/") == []
    page.get_by_role("link", name="7 Tage nach dem Termin an die Koordination").click()
    page.get_by_label("Wie viele Tage").fill("10")
    page.get_by_label("Welche Tage zählen").select_option("Arbeitstage")
    page.get_by_role("button", name="Vorschau ansehen").click()
    expect(page.get_by_text("2 Mails gingen hinaus.")).to_be_visible()
    expect(page.get_by_text(coordinator.user.name).first).to_be_visible()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Gespeichert: 10 Arbeitstage nach dem Termin")).to_be_visible()
    rule = Rule.objects.get(kind="training.to_confirm", stage="due")
    assert (rule.offset, rule.working_days) == (10, True)
    assert look(page, f"/agenda/rules/{rule.pk}/") == []
    assert look(page, "/agenda/due/?on=2100-01-01") == []
