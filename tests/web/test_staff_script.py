"""What the staff script adds, in a real browser."""

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

pytestmark = [
    pytest.mark.urls("tests.web.urls"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]


def test_menu_opens_without_a_script(phone_without_javascript: Page) -> None:
    page = phone_without_javascript
    page.goto("/demo/gallery/")
    places = page.get_by_role("navigation", name="Bereiche")

    expect(places.get_by_role("link", name="Schulungen")).to_be_hidden()
    places.get_by_text("Menü").click()
    expect(places.get_by_role("link", name="Schulungen")).to_be_visible()


def test_menu_closes_on_escape(phone: Page) -> None:
    phone.goto("/demo/gallery/")
    places = phone.get_by_role("navigation", name="Bereiche")
    places.get_by_text("Menü").click()

    phone.keyboard.press("Escape")

    expect(places.get_by_role("link", name="Schulungen")).to_be_hidden()


def test_desk_shows_all_places_at_once(desk: Page) -> None:
    desk.goto("/demo/gallery/")
    places = desk.get_by_role("navigation", name="Bereiche")

    expect(places.get_by_role("link")).to_have_text(
        ["Start", "Fälle3 offen", "Schulungen", "Termine12 offen", "Personen"]
    )
    expect(places.get_by_role("link", name="Start")).to_have_attribute("aria-current", "page")


def test_typed_text_is_not_lost_unasked(desk: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.goto("/demo/gallery/")
    desk.locator("#blank_story").press_sequentially("Ein Text")
    desk.evaluate("location.href = '/language/'")

    expect(desk.locator("#blank_story")).to_have_value("Ein Text")
    assert asked == ["beforeunload"]


def test_alt_and_a_letter_press_a_button(desk: Page) -> None:
    desk.goto("/demo/gallery/?vault=open")
    lock = desk.get_by_role("button", name="Jetzt sperren")
    expect(lock).to_have_attribute("aria-keyshortcuts", "Alt+L")

    with desk.expect_request(lambda request: request.method == "POST"):
        desk.keyboard.press("Alt+l")


def test_typing_keeps_an_unlocked_vault_open_once_a_minute(desk: Page) -> None:
    pings: list[Request] = []
    desk.on("request", lambda request: pings.append(request) if request.method == "POST" else None)
    desk.goto("/demo/gallery/?vault=open")

    with desk.expect_response(lambda response: response.request.method == "POST") as answer:
        desk.locator("#blank_story").press_sequentially("Viele Buchstaben")

    assert answer.value.status == 200
    assert len(pings) == 1


def test_typing_in_front_of_a_locked_vault_tells_nobody(desk: Page) -> None:
    pings: list[Request] = []
    desk.on("request", lambda request: pings.append(request) if request.method == "POST" else None)
    desk.goto("/demo/gallery/")
    desk.locator("#blank_story").press_sequentially("Viele Buchstaben")

    assert pings == []
