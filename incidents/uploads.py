"""Files on their way in: sealed as they arrive, so that no byte of them is ever stored in clear.

An upload exists in the storage from its first chunk on, under a key that only the request knows.
What no row names when the request ends is removed again; what a killed process leaves, nobody can
read, and a sweep removes it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.functional import cached_property

from ateams.web.uploads import ClosingUploadHandler, UnwantedFile
from incidents.cleaning import cleaned, type_after
from incidents.file_types import FileType, Sniffer
from incidents.models import Attachment
from vault.files import FileWriter, SealedFile
from vault.room import has_room

FIELD = "uploads"
MOST_FILES = 10
MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
# The text beside the files, and what a form adds to each of them.
MOST_REQUEST_BYTES = MOST_FILES * MOST_BYTES + MEGABYTE


class Trouble(StrEnum):
    """Why a file was not taken."""

    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    WRONG_TYPE = "wrong_type"
    CLOSED = "closed"
    NO_ROOM = "no_room"


class Upload(UploadedFile):  # type: ignore[type-arg]
    """One file of a form: sealed in the storage, or the reason why it is not."""

    def __init__(
        self,
        name: str | None,
        *,
        sealed: SealedFile | None = None,
        file_type: FileType | None = None,
        trouble: Trouble | None = None,
    ) -> None:
        super().__init__(None, name)
        self.sealed = sealed
        self.type = file_type
        self.trouble = trouble

    def take_traces_out(self) -> None:
        """Put a version without traces of the author in its place, once. Raises `Uncleanable`."""
        if self.sealed and self.type and self.type.is_cleaned:
            first, self.sealed = self.sealed, cleaned(self.sealed, self.type)
            self.type = type_after(self.type)
            first.delete()

    def discard(self) -> None:
        """Remove the file."""
        if self.sealed:
            self.sealed.delete()
            self.sealed = None

    def close(self) -> None:
        """Do nothing: there is no open file behind it."""


class SealingHandler(ClosingUploadHandler):
    """Takes the files of a form, if `may` says that its visitor can send any."""

    def __init__(self, request: HttpRequest, *, may: Callable[[HttpRequest], bool]) -> None:
        super().__init__(request)
        self._visitor, self._may = request, may
        self._uploads: list[Upload] = []
        self._writer: FileWriter | None = None
        self._sniffer = Sniffer()
        self._trouble: Trouble | None = None

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Get ready for the next file."""
        super().new_file(field_name, *args, **kwargs)
        if field_name != FIELD:
            raise UnwantedFile
        self._trouble, self._sniffer = None, Sniffer()
        if len(self._uploads) >= MOST_FILES:
            self._trouble = Trouble.TOO_MANY
        elif not self._is_allowed:
            self._trouble = Trouble.CLOSED
        elif not has_room():
            self._trouble = Trouble.NO_ROOM
        else:
            self._writer = FileWriter()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal what has come; of a file that is not taken, keep nothing."""
        if self._writer is None:
            return
        if start + len(raw_data) > MOST_BYTES:
            self._refuse(Trouble.TOO_LARGE)
            return
        self._sniffer.feed(raw_data)
        self._writer.write(raw_data)

    def file_complete(self, file_size: int) -> Upload:
        """Say what has come."""
        file_type = self._sniffer.result()
        if self._writer and not file_size:
            self._refuse(Trouble.EMPTY)
        elif self._writer and file_type is None:
            self._refuse(Trouble.WRONG_TYPE)
        sealed = self._writer.finish() if self._writer else None
        self._writer = None
        upload = Upload(self.file_name, sealed=sealed, file_type=file_type, trouble=self._trouble)
        self._uploads.append(upload)
        return upload

    def close(self) -> None:
        """Remove every file that no row names."""
        if self._writer:
            self._writer.discard()
        stored = {upload.sealed.id: upload for upload in self._uploads if upload.sealed}
        if stored:
            for kept in Attachment.objects.filter(pk__in=stored).values_list("pk", flat=True):
                del stored[kept]
        for upload in stored.values():
            upload.discard()

    @cached_property
    def _is_allowed(self) -> bool:
        # Asked once: a mailbox may close while the last file is still on its way.
        return self._may(self._visitor)

    def _refuse(self, trouble: Trouble) -> None:
        assert self._writer
        self._writer.discard()
        self._writer, self._trouble = None, trouble
