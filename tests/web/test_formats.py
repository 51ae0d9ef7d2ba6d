"""Dates stand as the reader's language writes them."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation


@pytest.mark.parametrize(
    ("language", "shown"), [("de", "02.11.2026 15:05"), ("en", "2 Nov 2026, 15:05")]
)
def test_date_is_written_for_the_language(language: str, shown: str) -> None:
    context = {"value": datetime(2026, 11, 2, 14, 5, tzinfo=UTC), "moment": True}
    with translation.override(language):
        html = render_to_string("components/date.html", context)
    assert f">{shown}</time>" in html
