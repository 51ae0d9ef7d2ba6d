"""The hour that `docs/user/de/faelle.md` tells of, step by step on a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from incidents.enums import State
from incidents.models import Case, Task
from tests.factories.incidents import PASSPHRASE, make_case, open_office
from tests.journeys.photos import photograph
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "Danke, dass du schreibst. Was würde dir helfen?"


@pytest.mark.thorough
def test_an_hour_of_work_goes_as_the_guide_says(
    counsellor: Persona, lead: Persona, desk: Page
) -> None:
    open_office(counsellor.user, lead.user)
    case = make_case(what="Ein Lehrer macht Witze über meinen Namen.", grounds=["origin"])
    page = show_as(desk, counsellor)
    at_work = Fingers(page, limit=30)
    _read_and_answer(page, at_work, case)
    _take_a_call(page, at_work)
    _work_on(page, at_work, case)
    _close(page, at_work, case)


def _read_and_answer(page: Page, at_work: Fingers, case: Case) -> None:
    page.goto("/cases/")
    at_work.tap(case.reference)
    at_work.type("Die sechs Wörter", PASSPHRASE)
    at_work.tap(page.get_by_role("button", name="Entsperren").last)
    expect(page.get_by_text("Witze über meinen Namen")).to_be_visible()
    at_work.tap(page.get_by_role("button", name="Eingang bestätigen"))
    expect(page.get_by_role("button", name="Eingang bestätigen")).to_have_count(0)
    at_work.type("Antwort", SAID, exact=True)
    at_work.tap(page.get_by_role("button", name="Antwort senden"))
    expect(page.get_by_label("Verlauf").get_by_text(SAID)).to_be_visible()
    at_work.tap(page.get_by_text("Termin", exact=True).first)
    tomorrow = timezone.localdate() + timedelta(days=1)
    at_work.type("Nächster Termin", tomorrow.isoformat())
    at_work.tap(page.get_by_role("button", name="Termin speichern"))
    expect(page.get_by_text("Der nächste Termin ist gespeichert.")).to_be_visible()
    case.refresh_from_db()
    assert (case.state, case.next_date) == (State.ACKNOWLEDGED, tomorrow)
    assert case.first_reply_at


def _take_a_call(page: Page, at_work: Fingers) -> None:
    page.goto("/cases/")
    at_work.tap(page.get_by_role("link", name="Fall aufnehmen"))
    at_work.tap(page.get_by_label("Ja, sie ist einverstanden"))
    at_work.type("Was ist passiert?", "Eine Mutter ruft an.")
    at_work.tap(page.get_by_role("button", name="Aufnehmen"))
    expect(page.get_by_role("heading", name="Aufgenommen.")).to_be_visible()
    expect(page.locator("[data-code]")).to_be_visible()


def _work_on(page: Page, at_work: Fingers, case: Case) -> None:
    page.goto(f"/cases/{case.reference}/")
    at_work.tap(page.get_by_text("Notiz", exact=True).first)
    at_work.type("Notiz", "Klassenleitung kennt das schon.", exact=True)
    at_work.tap(page.get_by_role("button", name="Notiz speichern"))
    expect(page.get_by_text("Klassenleitung kennt das schon.")).to_be_visible()
    at_work.tap(page.get_by_text("Aufgabe", exact=True).first)
    at_work.type("Was ist zu tun?", "Schule anrufen, wenn die Person zustimmt")
    at_work.type("Bis wann?", timezone.localdate().isoformat())
    at_work.tap(page.get_by_role("button", name="Aufgabe stellen"))
    expect(page.get_by_text("Schule anrufen, wenn die Person zustimmt")).to_be_visible()
    assert Task.objects.count() == 1


def _close(page: Page, at_work: Fingers, case: Case) -> None:
    at_work.tap(page.get_by_role("link", name="Einordnen und abschließen"))
    at_work.choose("Hauptart des Vorfalls", "joke")
    expect(page.get_by_label("Name / (Migrations-)Herkunft")).to_be_checked()
    photograph(page, "classification")
    at_work.choose("Grund für den Abschluss", "goal_reached")
    at_work.tap(page.get_by_label("Entschuldigung", exact=True).last)
    at_work.tap(page.get_by_label("Diskriminierung bestätigt / plausibel"))
    at_work.tap(page.get_by_role("button", name="Einordnen und abschließen"))
    expect(page.get_by_text("Der Fall ist abgeschlossen.")).to_be_visible()
    case.refresh_from_db()
    assert case.state == State.CLOSED
    at_work.tap(page.get_by_role("button", name="Rückgängig"))
    expect(page.get_by_text("Rückgängig gemacht.")).to_be_visible()
    case.refresh_from_db()
    assert case.state != State.CLOSED
