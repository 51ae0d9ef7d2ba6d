"""Which files a training takes, told by their bytes alone; neither name nor header is believed.

Documents of offices are known here. What takes pictures and PDFs apart belongs to another package,
which registers what it knows in its `AppConfig.ready`:

    add_look("contactpoints:pictures", look)

A look returns the file as it is to be kept, or None for what it does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that is taken: what it is, how its name ends, and its bytes as they are kept."""

    media_type: str
    extension: str
    content: bytes


class UnwantedMaterialError(Exception):
    """A file that is not taken; the text says why, in a sentence."""

    def __init__(self, text: str | Promise) -> None:
        super().__init__()
        self.text = text


Look = Callable[[bytes], Looked | None]
_looks: dict[str, Look] = {}

WRONG_TYPE = _("Diese Art von Datei nehmen wir hier nicht an.")
HOLDS_MACROS = _(
    "In der Datei steckt ein Programm (Makros). Speichere sie bitte ohne Makros und wähle sie dann "
    "noch einmal aus."
)
# What browsers offer in their dialogue; whatever comes is judged by its bytes.
ACCEPT = (
    "application/pdf,image/jpeg,image/png,image/webp,image/heic,text/plain,.pdf,.heic,.txt,.docx,"
    ".pptx,.xlsx,.odt,.odp,.ods"
)

_OOXML = "application/vnd.openxmlformats-officedocument."
_OFFICE = {
    "word/document.xml": (f"{_OOXML}wordprocessingml.document", "docx"),
    "ppt/presentation.xml": (f"{_OOXML}presentationml.presentation", "pptx"),
    "xl/workbook.xml": (f"{_OOXML}spreadsheetml.sheet", "xlsx"),
}
_ODF = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_ZIP = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
# Where the first file of an archive, "mimetype" and not compressed, begins.
_ODF_NAMED_AT, _ODF_SAID_AT = 30, 38
_MOST_ENTRIES = 5_000
_MACROS = ("vbaproject.bin", "basic/", "scripts/")


def add_look(name: str, look: Look) -> None:
    """Let files be recognised by this, too; the last one of a name counts."""
    _looks[name] = look


def looked_at(content: bytes) -> Looked:
    """Return the file as it is to be kept. Raises UnwantedMaterialError for all others."""
    for look in (_office, *_looks.values()):
        if found := look(content):
            return found
    raise UnwantedMaterialError(WRONG_TYPE)


def _office(content: bytes) -> Looked | None:
    """Recognise a document by what lies in the archive that it is; nothing is unpacked."""
    if not content.startswith(_ZIP) or content.count(_ENTRY) > _MOST_ENTRIES:
        return None
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    kind = _ooxml(names) or _odf(content)
    if kind is None:
        return None
    if any(name.endswith(_MACROS[0]) or name.startswith(_MACROS[1:]) for name in names):
        raise UnwantedMaterialError(HOLDS_MACROS)
    return Looked(*kind, content)


def _ooxml(names: set[str]) -> tuple[str, str] | None:
    if "[content_types].xml" not in names:
        return None
    return next((kind for main, kind in _OFFICE.items() if main in names), None)


def _odf(content: bytes) -> tuple[str, str] | None:
    if content[_ODF_NAMED_AT:_ODF_SAID_AT] != b"mimetype":
        return None
    said = content[_ODF_SAID_AT : _ODF_SAID_AT + 80]
    for media_type, extension in _ODF.items():
        if said.startswith(media_type.encode() + b"PK"):
            return media_type, extension
    return None
