"""The demo's files: small ones, drawn here, so that nothing real can be in them."""

from __future__ import annotations

from io import BytesIO
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

from incidents.file_types import Sniffer
from incidents.uploads import Upload
from vault.files import FileWriter

_PHONE = (420, 560)
_SHEET = (620, 877)
_INK, _PAPER, _BUBBLE = "#171a2b", "#ffffff", "#dfe5f7"


def drawn_upload(name: str, text: str) -> Upload:
    """Return a file as it would have come with a form: a chat for a .png, a letter for a .pdf."""
    content = _chat(text) if name.endswith(".png") else _letter(text)
    writer, sniffer = FileWriter(), Sniffer()
    sniffer.feed(content)
    writer.write(content)
    return Upload(name, sealed=writer.finish(), file_type=sniffer.result())


def _chat(text: str) -> bytes:
    """Draw a screenshot of a chat, one bubble a line."""
    picture = Image.new("RGB", _PHONE, _PAPER)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(18)
    top = 24
    for line in text.splitlines():
        rows = wrap(line, 34)
        bottom = top + 24 * len(rows) + 24
        draw.rounded_rectangle((20, top, 400, bottom), radius=12, fill=_BUBBLE)
        draw.multiline_text((36, top + 12), "\n".join(rows), fill=_INK, font=font)
        top = bottom + 16
    return _saved(picture, "PNG")


def _letter(text: str) -> bytes:
    """Draw a letter on one page."""
    picture = Image.new("L", _SHEET, _PAPER)
    rows = [row for line in text.splitlines() for row in wrap(line, 52) or [""]]
    ImageDraw.Draw(picture).multiline_text(
        (70, 90), "\n".join(rows), fill="#000000", font=ImageFont.load_default(18), spacing=8
    )
    return _saved(picture, "PDF")


def _saved(picture: Image.Image, kind: str) -> bytes:
    content = BytesIO()
    picture.save(content, kind)
    return content.getvalue()
