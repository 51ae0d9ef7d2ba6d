"""What the first visit to the report page costs on a phone, measured in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.installation import Installation

pytestmark = pytest.mark.browser
MOST_BYTES, MOST_REQUESTS = 40_000, 5
TEAMS = 100  # as many institutions as a city has; the form names each


@pytest.fixture(scope="module")
def city() -> Iterator[Installation]:
    """Run the product as it is operated, with its compressed static files."""
    with Installation.on_sqlite(HOST="localhost") as product:
        product.call("tests.people:make_city", TEAMS, 1)
        product.start_web()
        yield product


@pytest.fixture
def page(browser: Browser, city: Installation) -> Iterator[Page]:
    context = browser.new_context(
        base_url=f"http://localhost:{city.port}",
        extra_http_headers={"X-Forwarded-Proto": "https"},  # as the TLS proxy does
        viewport={"width": 360, "height": 740},
    )
    yield context.new_page()
    context.close()


@pytest.mark.thorough
@pytest.mark.parametrize("path", ["/de/report/", "/en/report/", "/de/report/?team=am-teich"])
def test_first_visit_costs_little(page: Page, path: str) -> None:
    sizes: dict[str, int] = {}
    asked: dict[str, str] = {}
    network = page.context.new_cdp_session(page)
    network.on("Network.requestWillBeSent", lambda event: _note(asked, event))
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    network.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    cost = {url: sizes[request] for request, url in asked.items()}
    assert len(cost) <= MOST_REQUESTS, cost
    assert sum(cost.values()) <= MOST_BYTES, cost


def _note(asked: dict[str, str], event: dict[str, Any]) -> None:
    if not event["request"]["url"].startswith("data:"):
        asked[event["requestId"]] = event["request"]["url"]
