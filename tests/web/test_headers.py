"""Headers and cookies of pages."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.urls")


@pytest.mark.parametrize("address", ["/de/", "/echo/", "/nowhere/"])
def test_page_carries_the_security_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "microphone=()" in headers["Permissions-Policy"]


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in client.get("/de/")["Content-Security-Policy"].split(";")
    )

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"


@pytest.mark.parametrize("address", ["/de/", "/en/", "/de/nowhere/"])
def test_public_page_sets_no_cookie(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.cookies == {}
    assert client.cookies == {}


def test_public_form_sets_no_cookie_when_it_is_sent(client: Client) -> None:
    response = client.post("/de/", {"story": ""}, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 200
    assert response.cookies == {}
