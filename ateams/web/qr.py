"""QR codes that stand in a page."""

from __future__ import annotations

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """Draw an address to be scanned, on white: cameras read it in dark mode, too."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=3, border=4, light="#ffffff", svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn from modules; the text itself is not in it


def qr_file(text: str) -> str:
    """Draw the same as an SVG file of its own, for papers."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=3, border=4, light="#ffffff", xmldecl=False, nl=False
    )
    return drawn.getvalue().decode()
