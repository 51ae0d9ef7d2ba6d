"""A pupil says that it has got worse; a counsellor takes a call in while it lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from incidents.enums import EntryKind
from incidents.models import Case
from tests.factories.incidents import PASSPHRASE, make_case, open_office
from tests.journeys.photos import photograph
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "12345678901234567890"


@pytest.fixture
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


def test_pupil_without_javascript_says_in_three_taps_that_it_has_got_worse(
    office: None, phone_without_javascript: Page
) -> None:
    make_case(code=CODE)
    page = phone_without_javascript
    page.goto("/de/mailbox/")
    page.get_by_label("Dein Code").fill(CODE)
    page.get_by_role("button", name="Postfach öffnen").click()
    pupil = Fingers(page, limit=3)
    pupil.tap(page.get_by_text("Es ist schlimmer geworden"))
    pupil.tap("Senden: Es ist schlimmer")
    expect(page.get_by_text("Deine Meldung ist dringend.")).to_be_visible()
    assert pupil.taps == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Case.objects.get().urgent


def test_call_is_taken_in_with_one_text_and_nothing_is_lost_by_an_interruption(
    office: None, counsellor: Persona, desk: Page
) -> None:
    """Less than three minutes beside the talk; nothing but the text is typed."""
    desk = show_as(desk, counsellor)
    desk.goto("/")
    fingers = Fingers(desk, limit=4)
    fingers.tap("Fall aufnehmen")
    fingers.tap(desk.get_by_label("Ja, sie ist einverstanden"))
    fingers.type("Was ist passiert?", "Ein Vater: Seine Tochter wird im Bus beschimpft.")
    photograph(desk, "intake")
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        fingers.tap("Aufnehmen")
        expect(desk.locator("[data-code]")).to_be_visible()
        expect(desk.get_by_role("img", name="QR-Code")).to_be_visible()
        assert fingers.typed == ["Was ist passiert?"]
        _add_a_note_while_the_key_locks(desk)
    assert Case.objects.get().entries.filter(kind=EntryKind.NOTE).count() == 1


def _add_a_note_while_the_key_locks(desk: Page) -> None:
    """Note something on the page of the case; one unlock in place saves it."""
    desk.get_by_role("link", name="Zum Fall").click()
    desk.get_by_label("sechs Wörter").fill(PASSPHRASE)
    desk.get_by_role("button", name="Entsperren").last.click()
    expect(desk.get_by_text("Seine Tochter wird im Bus beschimpft.")).to_be_visible()
    desk.get_by_text("Notiz", exact=True).first.click()
    note = desk.get_by_label("Notiz", exact=True)
    note.fill("Lange Notiz während des Gesprächs.")
    desk.context.clear_cookies(name="vault")  # as when the idle time has run out
    desk.get_by_role("button", name="Notiz speichern").click()
    expect(note).to_have_value("Lange Notiz während des Gesprächs.")
    desk.get_by_label("sechs Wörter").fill(PASSPHRASE)
    desk.get_by_role("button", name="Entsperren und speichern").click()
    expect(desk.locator(".timeline")).to_contain_text("Lange Notiz während des Gesprächs.")
    assert desk.evaluate("localStorage.length + sessionStorage.length") == 0
    photograph(desk, "case-after-a-call")
