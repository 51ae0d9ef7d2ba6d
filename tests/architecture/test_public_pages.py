"""Promise 2: pages of reporters set no cookie and load nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.architecture.test_url_matrix import Line, matrix, parameters
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db
FOR_REPORTERS = (
    "public:",
    "directory:",
    "contactpoints:qr-code",
    "exit",
    "leave",
    "followups:answer",
    "joining:",
)
BUILD = settings.BASE_DIR / "static" / "build"
# Attributes by which a page loads something or sends something away; links are followed by choice.
LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "ping"}


class Resources(HTMLParser):
    """Collects what a page loads, and where its forms lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in LOADING or (tag in {"link", "base"} and name == "href"):
                self.found.append(value or "")


def lines() -> list[Line]:
    return [line for line in matrix() if line.name.startswith(FOR_REPORTERS)]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_pages_of_reporters_set_no_cookie(world: World, language: str) -> None:
    told = {}
    for line in lines():
        client = Client(headers={"sec-fetch-site": "same-origin"})
        arguments = world.kwargs(parameters()[line.name], line.variant)
        with translation.override(language):
            url = reverse(line.name, kwargs=arguments)
        client.generic(line.method, url)
        told[str(line)] = [name for name, cookie in client.cookies.items() if cookie.value]
    assert told == {str(line): [] for line in lines()}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_pages_of_reporters_load_nothing_from_elsewhere(world: World, language: str) -> None:
    loaded = set()
    for line in lines():
        arguments = world.kwargs(parameters()[line.name], line.variant)
        with translation.override(language):
            url = reverse(line.name, kwargs=arguments)
        loaded |= set(Resources(world.client("nobody").get(url).content.decode()).found)
    assert "/static/app.css" in loaded
    elsewhere = {place for place in loaded if not re.match(r"/(?!/)|$|data:", place)}
    assert elsewhere == set()


@pytest.mark.parametrize("name", ["app.css", "public.js", "icon.svg"])
def test_files_of_public_pages_name_no_other_host(name: str) -> None:
    content = (BUILD / name).read_text().replace("http://www.w3.org/", "")
    assert "@import" not in content
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", content) == []
