"""Which address takes files, and what becomes of a file sent to any other.

Django would keep an upload in memory or in a temporary folder, in clear. Here no address takes
files unless its view says so, and with what:

    @accepts_files(most_bytes=..., handler=SealingHandler)
    def message(request): ...

`RequestLimitsMiddleware` looks that up before anything is read, and closes the handler when the
request ends, however it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import get_language_from_request

V = TypeVar("V", bound=Callable[..., Any])


class UnwantedFile(MultiPartParserError):  # noqa: N818 - says what happened
    """A file was sent to an address that takes none."""


class BrokenUpload(MultiPartParserError):  # noqa: N818 - says what happened
    """The connection ended before everything had come, or what came is no whole form."""


class Input(Protocol):
    """The body of a request as the server hands it over."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


class CountedInput:
    """A body that knows whether as much of it came as should come."""

    def __init__(self, body: Input, *, least: int, most: int) -> None:
        self._body = body
        self._received, self._least, self._most = 0, least, most

    def read(self, size: int = -1, /) -> bytes:
        """Read on, and count."""
        return self._count(self._body.read(size))

    def readline(self, size: int = -1, /) -> bytes:
        """Read on to the end of the line, and count."""
        return self._count(self._body.readline(size))

    @property
    def is_whole(self) -> bool:
        """Whether the body came to its end, and that within the limit."""
        return self._least <= self._received <= self._most

    def _count(self, content: bytes) -> bytes:
        self._received += len(content)
        return content


class ClosingUploadHandler(FileUploadHandler):
    """An upload handler that is told when the request is over."""

    def close(self) -> None:
        """Remove what nobody has taken over."""

    def upload_complete(self) -> None:
        """Refuse a body that broke off between two of its parts."""
        assert isinstance(self.request, WSGIRequest)
        if not self.request.environ["wsgi.input"].is_whole:
            raise BrokenUpload

    def upload_interrupted(self) -> None:
        """Refuse a body that broke off within a file."""
        raise BrokenUpload


class RefusingUploadHandler(FileUploadHandler):
    """Refuses every file before its first byte is read; the only handler in the settings."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        """Refuse."""
        raise UnwantedFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep nothing."""

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Return nothing."""


@dataclass(frozen=True, slots=True)
class UploadRule:
    """What a view takes: so many bytes in one request, received by this handler."""

    most_bytes: int
    handler: Callable[[HttpRequest], ClosingUploadHandler]


def accepts_files(
    *, most_bytes: int, handler: Callable[[HttpRequest], ClosingUploadHandler]
) -> Callable[[V], V]:
    """Let a view take files. Stands above all its other decorators."""

    def decorate(view: V) -> V:
        view.upload_rule = UploadRule(most_bytes, handler)  # type: ignore[attr-defined]
        return view

    return decorate


def upload_rule(request: WSGIRequest) -> UploadRule | None:
    """Return what the address of a form with files accepts; reads nothing of its body."""
    if request.method != "POST" or request.content_type != "multipart/form-data":
        return None
    try:
        with translation.override(get_language_from_request(request, check_path=True)):
            found = resolve(request.path_info)
    except Resolver404:
        return None
    rule = getattr(found.func, "upload_rule", None)
    assert rule is None or isinstance(rule, UploadRule)
    return rule
