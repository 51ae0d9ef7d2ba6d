"""What a file is, is told by its bytes; whatever a browser would run is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.file_types import FileType, Kind, Sniffer
from tests.files import recordings, telling_files

VIDEO = b"\x00\x00\x00\x21hdlr" + bytes(8) + b"vide" + bytes(13)
REFUSED = {
    "nothing known": b"\x00\x01\x02\x03",
    "GIF": b"GIF89a" + bytes(20),
    "GIF and JavaScript": b"GIF89a/*" + bytes(20) + b"*/=alert(1)",
    "GIF and JavaScript, all letters": b"GIF89a/*  */=alert(1)",
    "RTF": b"{\\rtf1 Hallo}",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "SVG behind a declaration": b"<?xml version='1.0'?><svg/>",
    "SVG behind text": b"Hallo <svg onload=alert(1)>",
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "HTML behind a mark": b"\xef\xbb\xbf\n <html>",
    "HTML before a PDF": b"<html><!--\n%PDF-1.7\n-->",
    "XML": b"<rss/>",
    "ZIP": b"PK\x03\x04" + bytes(30),
    "Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30),
    "program": b"\x7fELF" + bytes(30),
    "text of Windows": "Größe".encode("cp1252"),
    "text with NUL": b"Hallo\x00",
    "text that breaks off": "Hallo Ü".encode()[:-1],
    "TIFF": b"II*\x00" + bytes(20),
    "AVIF": b"\x00\x00\x00\x1cftypavif" + bytes(20),
    "video of a phone": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + VIDEO,
    "film": recordings()["audio/mp4"] + VIDEO,
    "MP4 of nothing": b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isom",
    "WebM video": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"\x86\x85V_VP8 A_OPUS",
    "Ogg video": b"OggS\x00\x02" + bytes(20) + b"\x01\x2a\x80theora",
    "text in UTF-16": "Hallo".encode("utf-16"),
}
TEXTS = [
    "Hallo",
    "Zeile\r\nund\tnoch eine",
    "ich <3 euch, 5 < 7",
    "سلام 🏳",
    "\ufeffmit Marke",
    "%PDF",
]


def sniff(content: bytes, piece: int = 7) -> FileType | None:
    sniffer = Sniffer()
    for start in range(0, len(content), piece):
        sniffer.feed(content[start : start + piece])
    return sniffer.result()


@pytest.mark.parametrize("piece", [1, 7, 100_000])
@pytest.mark.parametrize("media_type", [*telling_files(), *recordings()])
def test_file_of_a_phone_is_recognised(media_type: str, piece: int) -> None:
    content = (telling_files() | recordings())[media_type]
    assert sniff(content, piece) == FileType(media_type)


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_recognised(text: str) -> None:
    assert sniff(text.encode(), 1) == FileType.TEXT


@pytest.mark.parametrize("what", REFUSED)
def test_everything_else_is_refused(what: str) -> None:
    assert sniff(REFUSED[what]) is None


def test_recording_tells_its_tracks_wherever_they_stand() -> None:
    head, sound = recordings()["audio/mp4"].split(b"\x00\x00\x00\x21hdlr")
    late = head + bytes(200_000) + b"\x00\x00\x00\x21hdlr" + sound
    assert sniff(late, 65_536) == FileType.M4A
    assert sniff(late + bytes(100_000) + VIDEO, 65_536) is None


@given(content=st.binary(max_size=300), piece=st.integers(1, 50))
def test_type_does_not_depend_on_how_the_bytes_come(content: bytes, piece: int) -> None:
    assert sniff(content, piece) == sniff(content, 1000)


@given(
    text=st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="<"))
)
def test_any_text_without_markup_is_text(text: str) -> None:
    assert sniff(f"Text: {text}".encode()) == FileType.TEXT


def test_every_type_is_served_as_something_harmless() -> None:
    served = {file_type.value.split(";")[0] for file_type in FileType}
    assert served.isdisjoint({"text/html", "image/svg+xml", "text/xml", "application/xml"})
    assert all(file_type.extension.isalnum() for file_type in FileType)
    assert {file_type.kind for file_type in FileType} == set(Kind)
