"""Every component in every state, looked at by axe in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.accessibility import look

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.urls("tests.web.urls"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]


@pytest.mark.parametrize("layout", ["staff", "public", "narrow"])
def test_gallery_is_accessible(phone: Page, layout: str) -> None:
    assert look(phone, f"/demo/gallery/?layout={layout}&vault=open") == []


def test_gallery_is_accessible_from_right_to_left(phone: Page) -> None:
    assert look(phone, "/demo/gallery/?dir=rtl") == []


def test_gallery_loads_nothing_that_the_policy_refuses(phone: Page) -> None:
    messages: list[str] = []
    phone.on("console", lambda message: messages.append(message.text))
    phone.on("pageerror", lambda error: messages.append(str(error)))

    phone.goto("/demo/gallery/")

    assert [text for text in messages if "Content Security Policy" in text] == []


def test_theme_follows_the_device_without_a_script(phone_without_javascript: Page) -> None:
    page = phone_without_javascript
    page.goto("/demo/gallery/")
    body = page.locator("body")

    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(body).to_have_css("background-color", "rgb(19, 21, 37)")
