"""What the first visit to the report page costs on the wire."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

BUILT = Path(settings.BASE_DIR) / "static" / "build"
REPORT_PAGES = ["/de/", "/de/report/", "/en/report/"]


def own_files(html: str) -> set[str]:
    """Return the names of the files that a browser fetches for the page."""
    return set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))


@pytest.mark.parametrize("address", REPORT_PAGES)
def test_first_visit_costs_little(client: Client, address: str) -> None:
    page = client.get(address)
    files = own_files(page.content.decode())
    bodies = [page.content, *((BUILT / name).read_bytes() for name in files)]

    assert len(bodies) <= 5
    assert sum(len(gzip.compress(body)) for body in bodies) <= 40_000


@pytest.mark.parametrize("address", [*REPORT_PAGES, "/de/mailbox/", "/de/privacy/"])
def test_reporters_load_nothing_of_the_sign_in(client: Client, address: str) -> None:
    files = own_files(client.get(address).content.decode())
    assert files == {"app.css", "icon.svg", "public.js"}


@pytest.mark.parametrize("address", [*REPORT_PAGES, "/de/mailbox/", "/de/privacy/"])
def test_first_visit_sets_no_cookie(client: Client, address: str) -> None:
    assert client.get(address).cookies == {}
