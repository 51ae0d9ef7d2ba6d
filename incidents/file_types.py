"""Which files people can send, told by their bytes alone: a closed list.

Neither name nor header of an upload is believed. Whatever is not recognised here is refused, and
with it everything that a browser would run.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD_BYTES = 4096


class Kind(StrEnum):
    """What a file is to people."""

    PICTURE = "picture"
    PDF = "pdf"
    TEXT = "text"
    AUDIO = "audio"


class FileType(StrEnum):
    """The types that are accepted; the values are the media types that they are served as."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"
    TEXT = "text/plain; charset=utf-8"
    M4A = "audio/mp4"
    AAC = "audio/aac"
    MP3 = "audio/mpeg"
    OGG = "audio/ogg"
    AMR = "audio/amr"
    GP3 = "audio/3gpp"
    WAV = "audio/wav"
    WEBM = "audio/webm"

    @property
    def kind(self) -> Kind:
        """What a file of the type is to people."""
        return _OTHER_KINDS.get(self) or (
            Kind.PICTURE if self.value.startswith("image/") else Kind.AUDIO
        )

    @property
    def extension(self) -> str:
        """How the name of such a file ends."""
        return _EXTENSIONS[self]

    @property
    def is_cleaned(self) -> bool:
        """Whether traces of the author are taken out; of the others they are not."""
        return self.kind in {Kind.PICTURE, Kind.PDF}


_OTHER_KINDS = {FileType.PDF: Kind.PDF, FileType.TEXT: Kind.TEXT}
_EXTENSIONS = {
    FileType.JPEG: "jpg",
    FileType.PNG: "png",
    FileType.WEBP: "webp",
    FileType.HEIC: "heic",
    FileType.PDF: "pdf",
    FileType.TEXT: "txt",
    FileType.M4A: "m4a",
    FileType.AAC: "aac",
    FileType.MP3: "mp3",
    FileType.OGG: "ogg",
    FileType.AMR: "amr",
    FileType.GP3: "3gp",
    FileType.WAV: "wav",
    FileType.WEBM: "weba",
}
KIND_NAMES: dict[Kind, str | Promise] = {
    Kind.PICTURE: _("Bild"),
    Kind.PDF: _("PDF"),
    Kind.TEXT: _("Text"),
    Kind.AUDIO: _("Aufnahme"),
}
# What browsers offer in their dialogue; whatever comes is judged by its bytes.
ACCEPT = (
    "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf,text/plain,audio/*,"
    ".heic,.txt,.m4a,.aac,.mp3,.ogg,.opus,.amr,.3gp,.wav,.weba"
)

_BRANDS: dict[FileType, frozenset[bytes]] = {
    FileType.HEIC: frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"}),
    FileType.M4A: frozenset(
        {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash"}
    ),
    FileType.GP3: frozenset({b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3gr6", b"3gs7", b"3ge6"}),
}
_OGG_CODECS = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
# Layer III alone: the others look like the mark of UTF-16.
_MPEG_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][^\xf0-\xff]", re.DOTALL)
_ADTS_FRAME = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
# The box that says what a track of an MP4 holds.
_HANDLER = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)
_HANDLER_BYTES = 16
_BEGINS_WITH_MARKUP = re.compile(rb"\s*<[a-z!?/]", re.IGNORECASE)
_HOLDS_MARKUP = re.compile(rb"<(?:!doctype|html|svg|script|\?xml|body|iframe)", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Formats of other programs that may consist of letters alone.
_NO_TEXT = (b"GIF8", b"%!PS", b"{\\rtf")
_UTF8_MARK = b"\xef\xbb\xbf"


class Sniffer:
    """Looks at the bytes of one file as they pass, and says in the end what it is."""

    def __init__(self) -> None:
        self._head = b""
        self._tail = b""
        self._tracks: set[bytes] = set()
        self._decoder = getincrementaldecoder("utf-8")("strict")
        self._is_text = True

    def feed(self, content: bytes) -> None:
        """Look at the next bytes."""
        if len(self._head) < HEAD_BYTES:
            self._head += content[: HEAD_BYTES - len(self._head)]
        self._tracks |= set(_HANDLER.findall(self._tail + content))
        self._tail = (self._tail + content)[-_HANDLER_BYTES + 1 :]
        self._read(content)

    def result(self) -> FileType | None:
        """Return the type of what has passed; nothing for all that is not accepted."""
        for recognised, is_one in _RECOGNISED.items():
            if is_one(self._head):
                return recognised
        for recognised, brands in _BRANDS.items():
            if self._head[4:8] == b"ftyp" and self._head[8:12] in brands:
                is_sound = self._tracks == {b"soun"}
                return recognised if recognised == FileType.HEIC or is_sound else None
        return self._text()

    def _read(self, content: bytes, *, final: bool = False) -> None:
        if self._is_text:
            try:
                read = self._decoder.decode(content, final=final)
            except UnicodeDecodeError:
                self._is_text = False
            else:
                self._is_text = not _CONTROLS.search(read)

    def _text(self) -> FileType | None:
        self._read(b"", final=True)
        head = self._head.removeprefix(_UTF8_MARK)
        if head.startswith(_NO_TEXT):
            return None
        is_markup = _BEGINS_WITH_MARKUP.match(head) or _HOLDS_MARKUP.search(head)
        return FileType.TEXT if self._is_text and not is_markup else None


def _is_riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _is_ogg(head: bytes) -> bool:
    # The first page names the codec right after its table of segments.
    return head[:4] == b"OggS" and head[28:36].startswith(_OGG_CODECS)


def _is_webm(head: bytes) -> bool:
    sound = b"A_OPUS" in head or b"A_VORBIS" in head
    return head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head[:64] and sound and b"V_" not in head


_RECOGNISED: dict[FileType, Callable[[bytes], bool]] = {
    FileType.JPEG: lambda head: head.startswith(b"\xff\xd8\xff"),
    FileType.PNG: lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    FileType.WEBP: _is_riff(b"WEBP"),
    FileType.PDF: lambda head: head.startswith(b"%PDF-"),
    FileType.WAV: _is_riff(b"WAVE"),
    FileType.OGG: _is_ogg,
    FileType.WEBM: _is_webm,
    FileType.AMR: lambda head: head.startswith((b"#!AMR\n", b"#!AMR-WB\n")),
    FileType.AAC: lambda head: bool(_ADTS_FRAME.match(head)),
    FileType.MP3: lambda head: head.startswith(b"ID3") or bool(_MPEG_FRAME.match(head)),
}
