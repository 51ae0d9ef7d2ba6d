"""Whole pages of the product, looked at by axe on a phone and on a desk."""

import pytest
from playwright.sync_api import Page

from tests.factories.incidents import open_office
from tests.personas import Persona, show_as
from tests.web.accessibility import faint, faults, overflow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PUBLIC = ["/de/", "/de/report/", "/de/mailbox/", "/de/privacy/", "/accounts/login/", "/nowhere/"]
STAFF = ["/", "/trainings/", "/trainings/log/", "/conversations/new/", "/cases/"]


def look(page: Page, address: str) -> list[str]:
    """Return what is wrong with a page in either theme, and by how much it is too wide."""
    page.goto(address)
    found = [f"{overflow(page)} pixels too wide"] if overflow(page) > 0 else []
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found += [f"light: {fault}" for fault in faults(page)]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + [f"dark: {fault}" for fault in faint(page)]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_accessible(
    counsellor: Persona, lead: Persona, phone: Page, address: str
) -> None:
    open_office(counsellor.user, lead.user)

    assert look(phone, address) == []


@pytest.mark.parametrize("address", STAFF)
def test_page_of_a_member_is_accessible(member: Persona, phone: Page, address: str) -> None:
    assert look(show_as(phone, member), address) == []


@pytest.mark.parametrize("address", [*STAFF, "/people/"])
def test_page_of_the_lead_is_accessible(lead: Persona, desk: Page, address: str) -> None:
    assert look(show_as(desk, lead), address) == []
