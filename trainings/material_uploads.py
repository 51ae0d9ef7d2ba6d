"""Materials on their way in: kept in memory for one request, until it is known what they are."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from ateams.web.uploads import ClosingUploadHandler, UnwantedFile
from trainings.models.material import MEGABYTE, MOST_MATERIAL_BYTES
from vault.room import has_room

FIELD = "file"
# Beside the file: the other fields, and a file that is a little too large and is told so.
MOST_REQUEST_BYTES = MOST_MATERIAL_BYTES + MEGABYTE


class MaterialUpload(UploadedFile):  # type: ignore[type-arg]
    """What came; of a file that is too large, or has no room, nothing."""

    def __init__(self, name: str | None, content: bytes | None, *, has_room: bool) -> None:
        super().__init__(BytesIO(content or b""), name, size=len(content or b"") or 1)
        self.is_too_large = content is None
        self.is_empty = content == b""
        self.has_room = has_room


class MaterialHandler(ClosingUploadHandler):
    """Takes one file into memory, from somebody who has signed in."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._visitor = request
        self._content: bytearray | None = bytearray()
        self._has_room = True

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Get ready; other fields take no file."""
        super().new_file(field_name, *args, **kwargs)
        user = getattr(self._visitor, "user", None)
        if field_name != FIELD or user is None or not user.is_authenticated:
            raise UnwantedFile
        self._has_room = has_room()
        self._content = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what has come, up to the limit."""
        too_much = start + len(raw_data) > MOST_MATERIAL_BYTES
        if self._content is None or too_much or not self._has_room:
            self._content = None if too_much else self._content
        else:
            self._content += raw_data

    def file_complete(self, file_size: int) -> MaterialUpload:  # noqa: ARG002 - Django calls it so
        """Hand it over to the form."""
        content = None if self._content is None else bytes(self._content)
        return MaterialUpload(self.file_name, content, has_room=self._has_room)

    def close(self) -> None:
        """Forget it."""
        self._content = None
