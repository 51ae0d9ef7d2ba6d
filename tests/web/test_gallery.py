"""Every component in every state, looked at by axe in a real browser."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.web.accessibility import faults, overflow

pytestmark = [
    pytest.mark.urls("tests.web.urls"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]
Theme = Literal["light", "dark"]
LAYOUTS = ["staff", "public", "narrow"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_gallery_is_accessible_on_a_phone(phone: Page, layout: str, theme: Theme) -> None:
    phone.emulate_media(color_scheme=theme)
    phone.goto(f"/demo/gallery/?layout={layout}&vault=open")

    assert faults(phone) == []
    assert overflow(phone) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_gallery_is_accessible_on_a_desk(desk: Page, layout: str, theme: Theme) -> None:
    desk.emulate_media(color_scheme=theme)
    desk.goto(f"/demo/gallery/?layout={layout}")

    assert faults(desk) == []
    assert overflow(desk) == 0


def test_gallery_is_accessible_from_right_to_left(phone: Page) -> None:
    phone.goto("/demo/gallery/?dir=rtl")

    assert faults(phone) == []
    assert overflow(phone) == 0


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
