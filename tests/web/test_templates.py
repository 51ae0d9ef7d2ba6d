"""Rules that hold for every template of the project."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted(
    path
    for folder in ("templates", *(app.split(".")[0] for app in ("ateams", "accounts")))
    for path in (settings.BASE_DIR / folder).rglob("*.html")
    if not {"mail", "pdf"} & set(path.parts)
)
FORBIDDEN = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "other site": re.compile(r"<(script|link|img|iframe)[^>]*(src|href)=\"(https?:)?//"),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated by htmx": re.compile(r"\bhx-(on|vals=.js:|vars)\b"),
}


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR))
)
def test_template_has_nothing_that_the_policy_would_drop(template: Path) -> None:
    text = template.read_text()

    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []
