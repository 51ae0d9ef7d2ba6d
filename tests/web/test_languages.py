"""Which language a page speaks."""

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory
from tests.personas import show_second_factor

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]


@pytest.mark.parametrize("language", ["de", "en"])
def test_staff_page_speaks_the_language_of_the_account(client: Client, language: str) -> None:
    user = UserFactory.create(language=language)
    client.force_login(user)
    show_second_factor(client, user)

    assert client.get("/language/").content.decode() == language


def test_public_page_speaks_the_language_of_its_address(client: Client) -> None:
    client.force_login(UserFactory.create(language="de"))

    assert client.get("/en/language/").content == b"en"


def test_staff_page_of_nobody_follows_the_browser(client: Client) -> None:
    assert client.get("/language/", headers={"Accept-Language": "en"}).content == b"en"


def test_language_links_lead_to_the_same_page(client: Client) -> None:
    html = client.get("/de/?team=linden").content.decode()

    assert 'href="/en/?team=linden" lang="en"' in html
    assert 'href="/de/?team=linden" lang="de" hreflang="de" dir="ltr" aria-current="true"' in html
