"""Somebody comes into the room: one key or one tap, on every page of a reporter."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from ateams.web import views
from tests.factories.incidents import open_office
from tests.personas import Persona

pytestmark = pytest.mark.django_db(transaction=True)
NEUTRAL, BEFORE = "/healthz", "/accounts/login/"


@pytest.fixture
def page(phone: Page, counsellor: Persona, lead: Persona, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return a phone whose neutral page is one of this server."""
    open_office(counsellor.user, lead.user)
    monkeypatch.setattr(views, "NEUTRAL_PAGE", NEUTRAL)
    return phone


def leave(page: Page, how: str) -> None:
    """Leave by key or tap; nothing opens a mailbox any more, and "back" shows nothing of it."""
    if how == "key":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("link", name="Seite schnell verlassen").click()
    page.wait_for_url(f"**{NEUTRAL}")
    assert [cookie.get("name") for cookie in page.context.cookies()] == []
    page.go_back()
    shown = page.content() + "".join(
        field.input_value() for field in page.locator("textarea, input[type=text]").all()
    )
    assert not any(word in shown for word in ("beleidigt", "data-code", "Dein Postfach"))


def report(page: Page) -> str:
    """Send a report and return the code; the receipt is on the screen."""
    page.goto("/de/report/")
    page.get_by_label("Was ist passiert?").fill("In der Pause hat mich jemand beleidigt.")
    page.get_by_role("link", name="Weiter zum Senden").click()
    page.get_by_role("button", name="Meldung senden").click()
    return page.locator("[data-code]").inner_text()


def open_mailbox(page: Page, code: str) -> None:
    page.goto("/de/mailbox/")
    page.get_by_label("Dein Code").fill(code)
    page.get_by_role("button", name="Postfach öffnen").click()
    page.get_by_text("Dein Postfach").wait_for()


@pytest.mark.parametrize("how", ["key", "tap"])
def test_every_public_page_is_left_at_once(page: Page, how: str) -> None:
    for path in ("", "report/", "report/done/", "mailbox/", "privacy/"):
        page.goto(BEFORE)
        page.goto(f"/de/{path}")
        leave(page, how)
        assert page.url.endswith(BEFORE)


@pytest.mark.parametrize("how", ["key", "tap"])
def test_receipt_and_mailbox_are_left_at_once_and_forgotten(page: Page, how: str) -> None:
    code = report(page)
    leave(page, how)
    open_mailbox(page, code)
    leave(page, how)
    open_mailbox(page, code)
    page.goto("/de/mailbox/withdraw/")
    leave(page, how)
    page.goto("/de/mailbox/")
    assert page.get_by_label("Dein Code").count() == 1
