"""What a page looks like on a phone and on a desk, in the middle of a journey.

Nothing may stick out at either width. With SCREENSHOTS=1 each page is also photographed, in light
and dark, into the folder `screenshots`, which git ignores.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

from tests.web.accessibility import DESK, PHONE, overflow

FOLDER = Path(settings.BASE_DIR) / "screenshots"


def photograph(page: Page, name: str) -> None:
    """Look at the page at both widths, and leave it as it was."""
    before = page.viewport_size
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) == 0, f"{name} is too wide for {width} pixels"
        if os.environ.get("SCREENSHOTS"):
            _keep(page, f"{name}-{width}")
    assert before
    page.set_viewport_size(before)


def _keep(page: Page, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=FOLDER / f"{name}-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")
