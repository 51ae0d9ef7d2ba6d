"""Back after leaving shows nothing: with a real history and a browser that keeps pages in memory.

Playwright switches that memory off by itself; here it is on, as on the phone of a reporter.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page, expect

from ateams.web import views
from tests.conftest import CHROMIUM_FLAGS
from tests.factories.incidents import make_case, open_office
from tests.personas import Persona
from tests.servers import find_program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
CODE = "12345678901234567890"
STORY = "Das soll niemand sonst lesen."


@pytest.fixture(scope="module")
def remembering(browser_type: BrowserType) -> Iterator[Browser]:
    """Start a whole browser, not only its engine: one that shows a page again as it was left."""
    browser = browser_type.launch(
        executable_path=find_program("chromium"),
        args=CHROMIUM_FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(
    request: pytest.FixtureRequest,
    remembering: Browser,
    live_server: object,
    counsellor: Persona,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Page]:
    """Open a page before the office has answered; the neutral page is one of this server."""
    open_office(counsellor.user)
    monkeypatch.setattr(views, "NEUTRAL_PAGE", "/de/privacy/")
    context = remembering.new_context(
        base_url=str(live_server), locale="de-DE", java_script_enabled=request.param
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def open_mailbox(page: Page) -> None:
    make_case(code=CODE, what=STORY)
    page.goto("/de/mailbox/")
    page.locator("[name=code]").fill(CODE)
    page.locator("[name=code]").press("Enter")
    expect(page.get_by_role("heading", name="Dein Postfach")).to_be_visible()
    expect(page.get_by_text(STORY)).to_be_visible()


def send(page: Page) -> None:
    """Go through the steps, if there is a script that makes them, and send the report."""
    button = page.get_by_role("button", name="Meldung senden")
    while not button.is_visible():
        page.get_by_role("button", name="Weiter").click()
    button.click()


def go_back(page: Page) -> None:
    """Go back; a page that was the answer to a form is not even fetched unless one agrees."""
    try:
        page.go_back()
    except Error as error:
        assert "ERR_CACHE_MISS" in error.message  # noqa: PT017


def nothing_is_shown(page: Page) -> None:
    expect(page.locator("body")).not_to_contain_text(STORY)
    for box in page.locator("textarea").all():
        expect(box).to_have_value("")


def test_closed_mailbox_is_not_shown_again(page: Page) -> None:
    open_mailbox(page)
    page.locator("textarea:visible").first.fill(STORY)
    page.get_by_role("button", name="Postfach schließen").click()
    expect(page.locator("[name=code]")).to_be_visible()
    go_back(page)
    expect(page.locator("[name=code]")).to_be_visible()
    nothing_is_shown(page)


def test_mailbox_left_in_a_hurry_is_not_shown_again(page: Page) -> None:
    open_mailbox(page)
    page.get_by_role("link", name="Seite schnell verlassen").click()
    page.wait_for_url("**/de/privacy/")
    for _ in range(3):
        go_back(page)
        nothing_is_shown(page)


def test_receipt_that_was_left_is_not_shown_again(page: Page) -> None:
    page.goto("/de/report/")
    page.locator("textarea").first.fill(STORY)
    send(page)
    code = page.locator("[data-code]").inner_text().split()
    assert len(code) == 5
    page.get_by_role("link", name="Seite schnell verlassen").click()
    page.wait_for_url("**/de/privacy/")
    for _ in range(3):
        go_back(page)
        nothing_is_shown(page)
        expect(page.locator("body")).not_to_contain_text(code[0])


def test_browser_remembers_pages_that_may_be_kept(
    remembering: Browser, live_server: object
) -> None:
    """The counterpart: without our care this browser would show a page as it was left."""
    page = remembering.new_page(base_url=str(live_server))
    page.goto("/healthz")
    page.evaluate("window.left = 'as it was'")
    page.goto("about:blank")
    page.go_back(wait_until="commit")
    assert page.evaluate("window.left") == "as it was"
    page.close()
