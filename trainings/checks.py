"""Settings with which no certificate could be set are refused at start-up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def certificates_can_be_set(**_options: Any) -> list[CheckMessage]:
    """Refuse a colour that is none, and a logo that cannot be read."""
    errors: list[CheckMessage] = []
    if not _COLOUR.fullmatch(settings.CERTIFICATE_COLOUR):
        errors.append(Error("CERTIFICATE_COLOUR is not like #2044aa.", id="trainings.E001"))
    logo = settings.CERTIFICATE_LOGO
    if logo and not (Path(logo).is_file() and Path(logo).suffix == ".svg"):
        errors.append(Error("CERTIFICATE_LOGO is no SVG file.", id="trainings.E002"))
    return errors
