"""Files are taken by the addresses that say so, and by no other; nothing is ever spooled."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from ateams.web.middleware import RequestLimitsMiddleware
from tests.web.test_limits import FORM, UntouchableBody
from tests.web.urls import ListeningHandler

pytestmark = pytest.mark.urls("tests.web.urls")
UPLOAD = "/upload/"
MULTIPART = "multipart/form-data; boundary=line"


@pytest.fixture(autouse=True)
def _nothing_ended() -> None:
    ListeningHandler.ended.clear()


def part(name: str, content: str, filename: str = "") -> str:
    named = f'; filename="{filename}"' if filename else ""
    return f'--line\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n{content}\r\n'


def send(client: Client, body: str, length: int | None = None, **environ: Any) -> HttpResponse:
    """Send a body that announces `length` bytes, whatever comes."""
    sent = body.encode()
    length = len(sent) if length is None else length
    environ = {
        "CONTENT_TYPE": MULTIPART,
        "CONTENT_LENGTH": str(length),
        "wsgi.input": BytesIO(sent),
        **environ,
    }
    return client.generic("POST", environ.pop("path", UPLOAD), **environ)  # type: ignore[return-value]


WHOLE = part("story", "Hallo") + part("files", "x" * 150_000, "a.txt") + "--line--\r\n"


def test_address_that_takes_files_gets_them_in_pieces(client: Client) -> None:
    answer = send(client, WHOLE)
    assert (answer.status_code, answer.content) == (200, b"Hallo a.txt 150000")
    *pieces, last = ListeningHandler.ended
    assert last == "closed"
    assert sum(int(piece.split()[0]) for piece in pieces) == 150_000
    assert max(int(piece.split()[0]) for piece in pieces) <= 65_536


def test_address_that_takes_files_has_a_limit_of_its_own(client: Client) -> None:
    assert send(client, part("files", "x" * 1_500_000, "b.txt") + WHOLE).status_code == 200
    untouched = {"wsgi.input": UntouchableBody()}
    assert send(client, "", length=3_000_001, **untouched).status_code == 413


def test_form_without_files_keeps_the_usual_limit_there(client: Client) -> None:
    untouched = {"wsgi.input": UntouchableBody(), "CONTENT_TYPE": FORM}
    assert send(client, "", length=1_000_001, **untouched).status_code == 413


@pytest.mark.parametrize("path", ["/echo/", "/de/", "/guarded/", "/nowhere/", "/accounts/login/"])
def test_every_other_address_refuses_large_files_unread(client: Client, path: str) -> None:
    untouched = {"wsgi.input": UntouchableBody()}
    assert send(client, "", length=1_000_001, path=path, **untouched).status_code == 413


@pytest.mark.parametrize("path", ["/echo/", "/de/"])
def test_every_other_address_refuses_small_files(client: Client, path: str) -> None:
    answer = client.post(
        path,
        {"story": "Hallo", "files": SimpleUploadedFile("a.txt", b"Hallo")},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 400
    assert client.post("/echo/", {"story": "Hallo"}).content == b"Hallo"


def test_handler_is_closed_when_the_view_fails(client: Client) -> None:
    client.raise_request_exception = False
    assert send(client, part("fail", "yes") + WHOLE).status_code == 500
    assert ListeningHandler.ended[-1] == "closed"


BROKEN = {
    "in a file": len(part("story", "Hallo")) + 70_000,
    "between two parts": len(part("story", "Hallo")),
    "in the last line": len(WHOLE) - 4,
    "before anything": 0,
}


@pytest.mark.parametrize("where", BROKEN)
def test_body_that_breaks_off_is_refused_as_a_whole(client: Client, where: str) -> None:
    answer = send(client, WHOLE[: BROKEN[where]], length=len(WHOLE))
    assert answer.status_code == 400
    assert "Nicht ganz angekommen" in answer.content.decode()
    assert ListeningHandler.ended[-1] == "closed"


def test_file_without_an_end_is_refused(client: Client) -> None:
    assert send(client, WHOLE.removesuffix("--line--\r\n")).status_code == 400


class VanishedVisitor(BytesIO):
    """A body whose sender has gone away."""

    def read(self, *_args: object) -> bytes:
        raise ConnectionResetError


def test_visitor_who_has_gone_away_is_no_failure_of_ours(client: Client) -> None:
    assert send(client, "", length=100, **{"wsgi.input": VanishedVisitor()}).status_code == 400
    assert ListeningHandler.ended == ["closed"]


@pytest.mark.parametrize(("extra", "status"), [(0, 200), (2_900_000, 400)])
def test_body_of_unknown_length_is_taken_up_to_the_limit(
    client: Client, extra: int, status: int
) -> None:
    body = part("files", "x" * (150_000 + extra), "a.txt") + "--line--\r\n"
    chunked: dict[str, Any] = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    known_end: dict[str, Any] = {"wsgi.input_terminated": True}
    assert send(client, body, **chunked, **known_end).status_code == status
    assert send(client, body, **chunked).status_code == 411


def test_uploads_leave_room_for_everything_else(rf: RequestFactory, settings: Settings) -> None:
    settings.CONCURRENT_UPLOADS = 1
    file = {"files": SimpleUploadedFile("a.txt", b"Hallo")}
    meanwhile: list[int] = []

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path == UPLOAD and not meanwhile:
            others = [rf.post(UPLOAD, file), rf.get("/echo/")]
            meanwhile.extend(limits(other).status_code for other in others)
        return HttpResponse()

    limits = RequestLimitsMiddleware(respond)
    assert [limits(rf.post(UPLOAD, file)).status_code for _ in range(2)] == [200, 200]
    assert meanwhile == [503, 200]


def test_no_handler_of_django_is_ever_used(settings: Settings) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["ateams.web.uploads.RefusingUploadHandler"]
