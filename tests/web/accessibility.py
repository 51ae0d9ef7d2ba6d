"""What axe says of a page in a real browser."""

from functools import cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """runOnly => axe
    .run(document, {resultTypes: ["violations"], runOnly, preload: false})
    .then(results => results.violations.flatMap(({id, help, nodes}) =>
        nodes.map(node => `${id}: ${help}: ${node.target} ${node.failureSummary}`)))"""
CONTRAST = ["color-contrast"]
DESK, PHONE = (1280, 900), (390, 844)


def look(page: Page, address: str) -> list[str]:
    """Open an address and return its flaws."""
    page.goto(address)
    return flaws(page)


def flaws(page: Page) -> list[str]:
    """Return what is wrong with the page shown, on a desk and on a phone, in light and dark.

    What breaks WCAG 2.2 AA or axe's best practice, one line a place, and whether the page is
    wider than its window. Another theme can change contrast alone. Leaves the page on a phone.
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = []
    for name, (width, height) in {"desk": DESK, "phone": PHONE}.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{name}: {fault}" for fault in _run(page, {"type": "tag", "values": RULES})]
        if wide := overflow(page):
            found.append(f"{name}: {wide} pixels too wide")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark: {fault}" for fault in _run(page, {"type": "rule", "values": CONTRAST})]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide


def _run(page: Page, rules: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(RUN, rules)
    return found


@cache
def _axe() -> str:
    return AXE.read_text()
