"""Whole pages of the product, looked at by axe on a phone and on a desk, in both themes."""

import pytest
from playwright.sync_api import Page

from tests.factories.incidents import open_office
from tests.personas import Persona, show_as
from tests.web.accessibility import look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PUBLIC = ["/de/", "/de/report/", "/de/mailbox/", "/de/privacy/", "/accounts/login/", "/nowhere/"]
STAFF = ["/", "/trainings/", "/trainings/log/", "/conversations/new/", "/cases/"]


@pytest.mark.thorough
@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_accessible(
    counsellor: Persona, lead: Persona, phone: Page, address: str
) -> None:
    open_office(counsellor.user, lead.user)

    assert look(phone, address) == []


@pytest.mark.thorough
@pytest.mark.parametrize("address", STAFF)
def test_page_of_a_member_is_accessible(member: Persona, phone: Page, address: str) -> None:
    assert look(show_as(phone, member), address) == []


@pytest.mark.thorough
@pytest.mark.parametrize("address", [*STAFF, "/people/"])
def test_page_of_the_lead_is_accessible(lead: Persona, phone: Page, address: str) -> None:
    assert look(show_as(phone, lead), address) == []
