"""What is too large or no text is answered before anything parses it."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.urls")

FORM = "application/x-www-form-urlencoded"


class UntouchableBody(BytesIO):
    """A body that must not be read."""

    def read(self, *_args: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def test_body_over_the_limit_is_refused_unread(client: Client) -> None:
    environ: dict[str, Any] = {
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": "10000000",
        "wsgi.input": UntouchableBody(),
    }

    response = client.generic("POST", "/echo/", **environ)

    assert response.status_code == 413
    assert "Das ist zu groß" in response.content.decode()


def test_body_at_the_limit_is_read(client: Client) -> None:
    body = "story=" + "x" * (settings.MAX_BODY_BYTES - len("story="))

    assert client.post("/echo/", body, content_type=FORM).status_code == 200
    assert client.post("/echo/", body + "x", content_type=FORM).status_code == 413


def test_refusal_speaks_the_language_of_the_address(client: Client) -> None:
    response = client.post("/en/", "story=" + "x" * 1_000_001, content_type=FORM)

    assert response.status_code == 413
    assert '<html lang="en"' in response.content.decode()


def test_refusal_carries_the_security_headers(client: Client) -> None:
    response = client.post("/echo/", "x" * 1_000_001, content_type=FORM)

    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("size", "status"), [(10, 200), (1_000_000 - len("story="), 200), (1_000_000, 413)]
)
def test_chunked_body_is_read_up_to_the_limit(client: Client, size: int, status: int) -> None:
    body = b"story=" + b"x" * size
    environ: dict[str, Any] = {
        "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_LENGTH": "",
        "CONTENT_TYPE": FORM,
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
    }

    response = client.generic("POST", "/echo/", **environ)

    assert response.status_code == status
    if status == 200:
        assert response.content == b"x" * size


def test_chunked_body_without_a_known_end_is_refused(client: Client) -> None:
    response = client.post("/echo/", b"", content_type=FORM, HTTP_TRANSFER_ENCODING="chunked")

    assert response.status_code == 411


@pytest.mark.parametrize("length", ["many", "-1"])
def test_length_that_is_no_number_is_refused(client: Client, length: str) -> None:
    response = client.post("/echo/", b"story=x", content_type=FORM, CONTENT_LENGTH=length)

    assert response.status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/a%00b/", "/echo/?q=%ff", "/echo/?q=a%00b", "/echo/?%c3%28=1"],
)
def test_address_that_is_no_text_is_refused(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert "Das war nicht lesbar" in response.content.decode()


def test_path_that_is_no_text_leads_nowhere(client: Client) -> None:
    assert client.get("/caf%e9/").status_code == 404


def test_address_in_any_script_is_accepted(client: Client) -> None:
    assert client.get("/echo/?q=%D8%B3%D9%84%D8%A7%D9%85+%F0%9F%8F%B3").status_code == 200
