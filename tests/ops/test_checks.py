"""Settings that would show or mail what people wrote keep the product from starting."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as product
from django.core.checks import run_checks


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("DEBUG", True, "web.E001"),
        ("ADMINS", [("Ada", "ada@office.example")], "web.E002"),
        ("MANAGERS", [("Ada", "ada@office.example")], "web.E002"),
    ],
)
def test_settings_that_show_what_people_wrote_are_refused(
    settings: Any, name: str, value: object, found: str
) -> None:
    setattr(settings, name, value)
    assert [error.id for error in run_checks(tags=["security"])] == [found]


def test_the_product_never_debugs_and_mails_no_errors() -> None:
    text = (product.BASE_DIR / "ateams" / "settings.py").read_text()
    assert "\nDEBUG = False\n" in text
    assert text.count("DEBUG") == 1
    assert run_checks(tags=["security"]) == []
