"""The way out, with a real history and a real "back"."""

import pytest
from playwright.sync_api import Page, expect

from ateams.web import views

pytestmark = [
    pytest.mark.urls("tests.web.urls"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]
GALLERY = "/demo/gallery/?layout=public"
NEUTRAL = "/echo/"


@pytest.fixture
def form_page(phone: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Show the public gallery, behind another page and with a neutral page of this server."""
    monkeypatch.setattr(views, "NEUTRAL_PAGE", NEUTRAL)
    phone.goto("/language/")
    phone.goto(GALLERY)
    return phone


def test_link_replaces_the_page(form_page: Page) -> None:
    form_page.locator("#steps_story").fill("Niemand soll das sehen.")
    form_page.get_by_role("link", name="Seite schnell verlassen").click()
    form_page.wait_for_url(f"**{NEUTRAL}")
    form_page.go_back()

    assert form_page.url.endswith("/language/")


def test_escape_leaves_at_once(form_page: Page) -> None:
    form_page.locator("#steps_story").press("Escape")
    form_page.wait_for_url(f"**{NEUTRAL}")


def test_link_stays_in_reach_and_in_view(form_page: Page) -> None:
    form_page.mouse.wheel(0, 3000)
    box = form_page.get_by_role("link", name="Seite schnell verlassen").bounding_box()

    assert box is not None
    assert 0 <= box["y"] < 60
    assert box["x"] + box["width"] <= 390


def test_back_shows_nothing_that_was_typed_without_a_script(
    phone_without_javascript: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "NEUTRAL_PAGE", NEUTRAL)
    page = phone_without_javascript
    page.goto("/de/")
    page.get_by_label("Was ist passiert?").fill("geheim")
    page.get_by_role("link", name="Seite schnell verlassen").click()
    page.wait_for_url(f"**{NEUTRAL}")
    page.go_back()

    expect(page.get_by_label("Was ist passiert?")).to_have_value("")
