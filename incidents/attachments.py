"""What is sealed of a file beside its bytes, and how it is opened again."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from incidents.file_types import KIND_NAMES, FileType, Kind
from incidents.legible import legible
from incidents.models import Attachment
from vault.envelopes import OpenEnvelope
from vault.files import SealedFile

FILE_SCHEMA = 1
LONGEST_NAME = 150


@dataclass(frozen=True)
class DamagedFile:
    """A file of which nothing is known any more but that it was there."""

    id: UUID
    entry_id: UUID
    number: int
    is_damaged = True

    @property
    def name(self) -> str:
        """What people call it; of what kind it was, nobody knows."""
        return gettext("Datei %(number)d") % {"number": self.number}


@dataclass(frozen=True)
class OpenedFile:
    """A file whose envelope is open."""

    is_damaged = False

    id: UUID
    entry_id: UUID
    number: int
    type: FileType
    original_name: str
    content: SealedFile

    @property
    def name(self) -> str:
        """What people call it: its kind and number, for its own name may tell who made it."""
        return f"{KIND_NAMES[self.type.kind]} {self.number}"

    @property
    def download_name(self) -> str:
        """Return the name that it is saved under: none of its letters comes from outside."""
        return f"{self.name.replace(' ', '-')}.{self.type.extension}"

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.content.size

    @property
    def is_picture(self) -> bool:
        """Whether a browser can show it."""
        return self.type.kind == Kind.PICTURE

    @property
    def is_audio(self) -> bool:
        """Whether a browser may play it."""
        return self.type.kind == Kind.AUDIO

    @property
    def mark(self) -> str:
        """What its reader should know about traces of the author."""
        if self.type.is_cleaned:
            return gettext("Aufnahmeort, Gerät und Zeit sind entfernt.")
        return gettext("Kann Spuren enthalten, wer es gemacht hat.")


def seal_into(
    attachment: Attachment,
    envelope: OpenEnvelope,
    *,
    content: SealedFile,
    file_type: FileType,
    name: str,
) -> None:
    """Seal everything about a file but how many chunks it has; the caller saves the row."""
    payload = {
        "key": b64encode(content.key).decode(),
        "size": content.size,
        "type": file_type.value,
        "name": name[:LONGEST_NAME],
    }
    attachment.sealed = envelope.seal_json(payload, schema=FILE_SCHEMA, place=attachment.place)


def open_attachment(attachment: Attachment, envelope: OpenEnvelope) -> OpenedFile | DamagedFile:
    """Open what is sealed about a file; its bytes can then be read, unless that is damaged."""
    payload = legible(attachment.sealed, envelope, attachment.place)
    if payload is None:
        return DamagedFile(attachment.id, attachment.entry_id, attachment.number)
    return OpenedFile(
        id=attachment.id,
        entry_id=attachment.entry_id,
        number=attachment.number,
        type=FileType(payload["type"]),
        original_name=payload["name"],
        content=SealedFile(attachment.id, payload["size"], b64decode(payload["key"])),
    )
