"""A pupil says that it has got worse; a counsellor takes a call in while it lasts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from incidents.models import Case
from tests.factories.incidents import make_case, open_office
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


def test_call_is_taken_in_with_one_text_and_three_taps(
    office: None, counsellor: Persona, desk: Page
) -> None:
    """Nothing but the text is typed; less than a minute beside the talk."""
    desk = show_as(desk, counsellor)
    desk.goto("/")
    fingers = Fingers(desk, limit=4)
    fingers.tap("Fall aufnehmen")
    fingers.tap(desk.get_by_label("Ja, sie ist einverstanden"))
    fingers.type("Was ist passiert?", "Ein Vater: Seine Tochter wird im Bus beschimpft.")
    fingers.tap("Aufnehmen")
    expect(desk.locator("[data-code]")).to_be_visible()
    expect(desk.get_by_role("img", name="QR-Code")).to_be_visible()
    assert fingers.typed == ["Was ist passiert?"]
    desk.get_by_role("link", name="Zum Fall").click()
    expect(desk.get_by_label("sechs Wörter")).to_be_visible()
