"""Every answer of every address carries the headers that close it off; no cookie is lax."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ateams.ops import views as machines
from tests.architecture.test_url_matrix import matrix, parameters
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "media-src 'self'", "base-uri 'none'", "manifest-src 'self'", "object-src 'none'",
}  # fmt: skip
# What a page of ours may do, or does for itself: passkeys, and copying a code.
ALLOWED_FEATURES = {"publickey-credentials-get", "publickey-credentials-create", "clipboard-write"}


def missing(answer: HttpResponse) -> set[str]:
    """Return what is not as it must be."""
    wrong = {f"{name}: {answer.get(name)}" for name in HEADERS if answer.get(name) != HEADERS[name]}
    policy = set(answer.get("Content-Security-Policy", "").split("; "))
    features = dict(part.split("=") for part in answer.get("Permissions-Policy", "").split(", "))
    wrong |= {part for part in POLICY ^ policy if part}
    wrong |= {name for name, allowed in features.items() if allowed != "()"}
    wrong |= ALLOWED_FEATURES & set(features)
    return wrong if len(features) > 25 else {*wrong, "features"}


def loose_cookies(client: Client) -> set[str]:
    """Return the cookies that scripts or other sites could use; the session alone may be Lax."""
    return {
        f"{name}: {cookie.OutputString()}"
        for name, cookie in client.cookies.items()
        if cookie.value
        and (
            not cookie["httponly"]
            or cookie["domain"]
            or cookie["path"] != "/"
            or cookie["samesite"] != ("Lax" if name in {"sessionid", "messages"} else "Strict")
        )
    }


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize("role", ["nobody", "lead"])  # the others get pages of the same kinds
def test_every_address_is_closed_off(world: World, role: str) -> None:
    wrong = {}
    for line in matrix():
        client = world.client(role)
        known = set(client.cookies)
        arguments = world.kwargs(parameters()[line.name], line.variant)
        answer = client.generic(line.method, reverse(line.name, kwargs=arguments))
        found = missing(answer)  # type: ignore[arg-type]
        for name in known:
            client.cookies.pop(name, None)
        if found or loose_cookies(client):
            wrong[str(line)] = found | loose_cookies(client)
    assert wrong == {}


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
