"""Classifying and closing on a phone: few taps, and pages that everybody can use."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from incidents.enums import State
from incidents.models import Case, FactRow
from incidents.services import work
from tests.factories.incidents import make_case, open_office
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as, unlock
from tests.web.accessibility import flaws, look

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_is_classified_and_closed_in_ten_taps(
    counsellor: Persona, lead: Persona, phone: Page
) -> None:
    """Far below a minute: nothing is asked that the report has answered."""
    open_office(counsellor.user, lead.user)
    case = make_case(
        what="Immer wieder Witze über meine Haare.", grounds=["skin"], responsible=["teacher"],
        affected=["me"], wishes=["apology"],
    )  # fmt: skip
    work.acknowledge(case=case, version=1, by=counsellor.user)
    unlock(counsellor)
    page = show_as(phone, counsellor)
    page.goto(f"/cases/{case.reference}/")
    answer = page.get_by_label("Antwort", exact=True)
    expect(answer).to_be_hidden()  # the report comes first, though an answer is owed
    page.get_by_text("Antwort", exact=True).first.click()
    expect(answer).to_be_visible()
    finger = Fingers(page, limit=10)
    finger.tap("Einordnen und abschließen")
    assert flaws(page) == []
    finger.choose("Hauptart des Vorfalls", "joke")
    finger.tap(page.locator("summary", has_text="Abschließen"))
    finger.choose("Grund für den Abschluss", "goal_reached")
    finger.tap(page.get_by_label("Entschuldigung", exact=True).last)
    finger.tap(page.get_by_label("Diskriminierung bestätigt / plausibel"))
    finger.tap("Einordnen und abschließen")
    page.wait_for_url(f"**/cases/{case.reference}/")
    assert Case.objects.get().state == State.CLOSED
    codes = FactRow.objects.get().codes
    assert (codes["ground"], codes["main_kind"]) == (["skin_colour"], ["joke"])
    assert look(page, f"/cases/{case.reference}/classification/") == []


def test_pages_of_the_lists_are_for_everybody(lead: Persona, phone: Page) -> None:
    page = show_as(phone, lead)
    addresses = (
        "/codelists/",
        "/codelists/ground/",
        "/codelists/status/",
        "/codelists/ground/age/",
    )
    assert {address: found for address in addresses if (found := look(page, address))} == {}
