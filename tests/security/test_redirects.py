"""Redirects and links lead to pages of ours, whatever the address asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import PASSWORD
from tests.security.attack import Attack

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/%09/evil.example",
    "\n//evil.example/",
    " https://evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//testserver:80@evil.example/",
    "ftp://testserver/",
    "/\u2028//evil.example",
    "\u2215\u2215evil.example",
    "evil.example\x00/",
    "[" * 20,
    "accounts:lock",
    "nothing",
]


@pytest.fixture(autouse=True)
def _no_attempts_so_far() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def leads_to(location: str) -> str:
    """Return the host that a browser would go to, which reads backslashes and tabs in its way."""
    read = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    target = urlsplit(urljoin("http://testserver/somewhere/", read))
    return f"{target.scheme}://{target.netloc}"


# --- redirects -------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_next_leads_nowhere_else(attack: Attack, wanted: str) -> None:
    """Signing in and out, the password once more, unlocking and the language switch."""
    lead = attack.world.people["lead"]
    signed_in, nobody = attack.client("lead"), Client()
    credentials = {"login": lead.user.email, "password": PASSWORD}
    asked = [
        (signed_in, "/account/language/", {"language": "de"}),
        (signed_in, "/vault/unlock/", {"passphrase": lead.passphrase}),
        (signed_in, "/accounts/reauthenticate/", {"password": PASSWORD}),
        (signed_in, "/accounts/login/", {}),
        (nobody, "/accounts/login/", credentials),
        (signed_in, "/accounts/logout/", {}),
    ]
    told = {}
    for client, path, fields in asked:
        for address, sent in (
            (f"{path}?next={quote(wanted, errors='surrogatepass')}", fields),
            (path, {**fields, "next": wanted}),
        ):
            answer = client.post(address, sent)
            told[address, "next" in sent] = leads_to(answer.headers.get("Location", "/"))
            if path == "/accounts/login/" and client is nobody:
                client.logout()
    assert set(told.values()) == {"http://testserver"}, told


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_page_shows_a_link_that_somebody_else_has_put_in_the_address(
    attack: Attack, wanted: str
) -> None:
    client = attack.client("lead")
    query = f"next={quote(wanted, errors='surrogatepass')}"
    for path in ("/", "/vault/unlock/", "/accounts/reauthenticate/", "/account/", "/cases/"):
        html = client.get(f"{path}?{query}").content.decode()
        targets = re.findall(r'(?:href|action|formaction)="([^"]*)"', html)
        assert {leads_to(target) for target in targets} <= {
            "http://testserver",
            "tel://",
            "mailto://",
        }


def test_paths_that_look_like_hosts_stay_here(client: Client) -> None:
    """A missing slash is added on this host, a doubled one makes no host of a path."""
    for path in ("//evil.example/de", "//evil.example", "/\\evil.example", "/de//evil.example"):
        answer = client.generic("GET", path)
        assert leads_to(answer.headers.get("Location", "/")) == "http://testserver", path
