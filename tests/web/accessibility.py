"""What axe says of a page in a real browser."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page: Page) -> list[str]:
    """Return what breaks WCAG 2.2 AA or axe's best practice on the page, one line a place."""
    return _run(page, {"type": "tag", "values": RULES})


def faint(page: Page) -> list[str]:
    """Return what is too faint to read: all that another theme of the same page can change."""
    return _run(page, {"type": "rule", "values": ["color-contrast"]})


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide


def _run(page: Page, rules: dict[str, object]) -> list[str]:
    options = {"resultTypes": ["violations"], "runOnly": rules}
    results = Axe.from_file(AXE).run(page, options=options).response
    return [
        f"{violation['id']}: {violation['help']}: {node['target']} {node['failureSummary']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
