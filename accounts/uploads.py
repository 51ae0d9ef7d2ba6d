"""Lists on their way in: kept in memory for one request, never written anywhere."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from ateams.web.sheets.table import MEGABYTE, MOST_BYTES
from ateams.web.uploads import ClosingUploadHandler, UnwantedFile

FIELD = "file"
# Beside the file: the other fields, and a file that is a little too large and is told so.
MOST_REQUEST_BYTES = MOST_BYTES + MEGABYTE


class ListUpload(UploadedFile):  # type: ignore[type-arg]
    """What came; of a file that is too large, nothing."""

    def __init__(self, name: str | None, content: bytes | None) -> None:
        super().__init__(BytesIO(content or b""), name, size=len(content or b"") or 1)
        self.is_too_large = content is None


class ListHandler(ClosingUploadHandler):
    """Takes one list into memory."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._content: bytearray | None = bytearray()

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Get ready; other fields take no file."""
        super().new_file(field_name, *args, **kwargs)
        if field_name != FIELD:
            raise UnwantedFile
        self._content = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what has come, up to the limit."""
        if self._content is None or start + len(raw_data) > MOST_BYTES:
            self._content = None
        else:
            self._content += raw_data

    def file_complete(self, file_size: int) -> ListUpload:  # noqa: ARG002 - Django calls it so
        """Hand it over to the form."""
        content = None if self._content is None else bytes(self._content)
        return ListUpload(self.file_name, content)

    def close(self) -> None:
        """Forget it."""
        self._content = None
