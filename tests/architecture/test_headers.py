"""Errors are closed off as pages are; of every page the matrix asks it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from ateams.ops import views as machines
from tests.architecture.closed_off import missing

pytestmark = pytest.mark.django_db


def bad_host(client: Client) -> HttpResponse:
    return client.get("/de/", headers={"host": "evil.example"})  # type: ignore[return-value]


def unreadable(client: Client) -> HttpResponse:
    return client.get("/de/?q=%ff")  # type: ignore[return-value]


def foreign(client: Client) -> HttpResponse:
    return client.post("/de/report/", headers={"sec-fetch-site": "cross-site"})  # type: ignore[return-value]


def without_token(_client: Client) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post("/accounts/login/")  # type: ignore[return-value]


def nowhere(client: Client) -> HttpResponse:
    return client.get("/nowhere/")  # type: ignore[return-value]


def wrong_method(client: Client) -> HttpResponse:
    return client.delete("/de/report/", headers={"sec-fetch-site": "same-origin"})  # type: ignore[return-value]


def too_large(client: Client) -> HttpResponse:
    return client.post("/de/report/", "x" * 1_000_001, content_type="text/plain")  # type: ignore[return-value]


def broken(_client: Client) -> HttpResponse:
    return Client(raise_request_exception=False).get("/readyz")  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (bad_host, 400), (unreadable, 400), (foreign, 403), (without_token, 403), (nowhere, 404),
        (wrong_method, 405), (too_large, 413), (broken, 500),
    ],
)  # fmt: skip
def test_errors_are_closed_off(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[Client], HttpResponse],
    status: int,
) -> None:
    monkeypatch.setattr(machines, "trouble", lambda: 1 / 0)
    answer = ask(client)
    assert answer.status_code == status
    assert missing(answer) == set()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "a@evil.example", "[::1"])
def test_forged_host_is_refused_without_an_echo(client: Client, host: str) -> None:
    answer = client.get("/accounts/password/reset/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode() + str(answer.headers)


@pytest.mark.parametrize("forged", ["X-Forwarded-Host", "X-Host", "Forwarded"])
def test_forged_host_of_a_proxy_counts_for_nothing(client: Client, forged: str) -> None:
    answer = client.get("/", headers={forged: "evil.example"})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]


def test_no_page_needs_more_than_its_own_files(client: Client) -> None:
    policy = client.get("/de/report/")["Content-Security-Policy"]
    assert not re.search(r"unsafe|\*|https?:|blob:", policy)
