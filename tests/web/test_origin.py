"""Which posts to a form without a token are accepted."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.urls")

HOST = "localhost"
OWN = f"http://{HOST}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OWN}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Origin": OWN}, 200),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost:8000"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example", "Referer": f"{OWN}/de/"}, 403),
        ({"Referer": f"{OWN}/de/"}, 200),
        ({"Referer": "https://evil.example/localhost/"}, 403),
        ({}, 403),
    ],
)
def test_post_is_accepted_from_this_host_only(
    client: Client, headers: dict[str, str], status: int
) -> None:
    response = client.post("/de/", {"story": "kurz"}, headers={"Host": HOST, **headers})

    assert response.status_code == status


def test_foreign_post_is_told_what_to_do(client: Client) -> None:
    response = client.post("/de/", {}, headers={"Sec-Fetch-Site": "cross-site"})

    assert "Das Formular kam von einer fremden Seite" in response.content.decode()


def test_silent_browser_is_told_why(client: Client) -> None:
    response = client.post("/de/", {})

    assert "Dein Browser sagt nicht, von welcher Seite" in response.content.decode()


def test_page_can_be_fetched_from_anywhere(client: Client) -> None:
    assert client.get("/de/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_view_without_the_decorator_still_wants_a_token() -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post("/guarded/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 403
    assert client.post("/de/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
