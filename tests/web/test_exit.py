"""The way out when somebody comes into the room."""

import pytest
from django.test import Client

from accounts.models import Session
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.urls("tests.web.urls")


def test_exit_leads_on_to_a_neutral_page(client: Client) -> None:
    empty = client.get("/exit/")
    response = client.get("/exit/leave/")

    assert '<meta http-equiv="refresh" content="0; url=/exit/leave/">' in empty.content.decode()
    assert empty.cookies == {}
    assert response.status_code == 302
    assert response["Location"] == "https://www.dwd.de/"
    assert response["Clear-Site-Data"] == '"cache"'
    assert response["Referrer-Policy"] == "same-origin"
    assert response.cookies == {}


@pytest.mark.django_db
def test_exit_takes_back_what_opens_something(client: Client) -> None:
    client.force_login(UserFactory.create())
    client.cookies["mailbox"] = "key"

    response = client.get("/exit/", headers={"Sec-Fetch-Site": "same-origin"})

    assert response.cookies["mailbox"]["max-age"] == 0
    assert response.cookies["sessionid"]["max-age"] == 0
    assert not Session.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mailbox", "vault"])
def test_exit_takes_the_keys_back_from_a_browser_that_says_nothing(
    client: Client, name: str
) -> None:
    client.cookies[name] = "key"

    assert client.get("/exit/").cookies[name]["max-age"] == 0


def test_exit_link_does_not_hide_where_it_stands(client: Client) -> None:
    page = client.get("/demo/gallery/?layout=public").content.decode()

    assert "data-quick-exit" in page
    assert "noreferrer" not in page


@pytest.mark.django_db
def test_other_site_can_sign_nobody_out(client: Client) -> None:
    client.force_login(UserFactory.create())

    client.get("/exit/", headers={"Sec-Fetch-Site": "cross-site"})

    assert Session.objects.count() == 1
