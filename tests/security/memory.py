"""What a request with large files costs in memory. Runs inside an installation with people."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import chain, repeat
from uuid import uuid4

from django.core.handlers.wsgi import WSGIHandler

from incidents.carried import carry
from incidents.models import Attachment
from tests.factories.incidents import make_case
from tests.files import picture
from tests.visitor import BOUNDARY, HOST, multipart
from vault.receipts import new_code

PIECE = 65_536


class Streamed:
    """A body that is made while it is read, so that nobody holds it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1) -> bytes:
        self._rest = self._rest or next(self._pieces, b"")
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    readline = read


def growth_by_uploads(megabytes: int, number: int) -> dict[str, int]:
    """Send small files, then large ones; return by how many bytes the peak has grown since."""
    code = new_code()
    case = make_case(code=code)
    ticket = carry("receipt", {"code": code})
    before = _peak(ticket, 0, number)
    after = _peak(ticket, megabytes, number)
    kept = Attachment.objects.filter(case=case).order_by("-chunks")
    return {"growth": after - before, "files": kept.count(), "chunks": kept[0].chunks}


def _peak(ticket: str, megabytes: int, number: int) -> int:
    fields = [("ticket", ticket), ("once", uuid4())]
    comment = b"\xff\xfe\xff\xfe" + bytes(0xFFFC)  # a segment that is left out when it is cleaned
    head, tail = picture()[:2], picture()[2:]
    files = [
        ("text.txt", [b"x" * PIECE], [b"x" * PIECE], b""),
        ("photo.jpg", [head], [comment], tail),
    ]
    repeats = megabytes * 16 - 1 if megabytes else 1
    body: list[tuple[int, Iterator[bytes]]] = [_known(multipart(fields, [], end=False))]
    for index in range(number):
        name, first, middle, last = files[index % 2]
        opening = multipart([], [(name, b"")], end=False).removesuffix(b"\r\n")
        body += [_known(opening), _known(*first)]
        body += [(repeats * len(middle[0]), repeat(middle[0], repeats)), _known(last + b"\r\n")]
    body.append(_known(multipart([], [])))
    pieces = chain.from_iterable(pieces for _length, pieces in body)
    _request(Streamed(pieces), sum(length for length, _pieces in body))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _known(*pieces: bytes) -> tuple[int, Iterator[bytes]]:
    return sum(map(len, pieces)), iter(pieces)


def _request(body: Streamed, length: int) -> None:
    statuses: list[str] = []

    def start(status: str, *_rest: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return bytes

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/de/report/files/",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "HTTP_HOST": HOST,
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(length),
        "wsgi.input": body,
        "wsgi.errors": BytesIO(),
        "wsgi.url_scheme": "http",
    }
    answer = WSGIHandler()(environ, start)
    html = b"".join(answer).decode()
    answer.close()
    assert statuses == ["200 OK"], html
    assert "angekommen." in html, html
