"""Files on their way in, at a running product: nothing in clear, nothing half-stored."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.installation import Installation
from tests.security.journey import REPORT
from tests.security.traces import find
from tests.visitor import BOUNDARY, Visitor, multipart

pytestmark = pytest.mark.thorough

FILES = f"{REPORT}files/"
MARKER = "Leyla-Musterfrau-4711"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def product() -> Iterator[Installation]:
    """Run the product with one thread: whoever is served next shows that the one before is done."""
    with Installation.on_sqlite(WEB_THREADS="1") as installation:
        installation.call("tests.people:make_people")
        installation.start_web()
        yield installation


@pytest.fixture
def ticket(product: Installation) -> str:
    """Send a report, and return what lets files go along."""
    visitor = product.visitor()
    sent = {"ticket": visitor.get(REPORT).hidden["ticket"], "what": "Etwas ist passiert."}
    ticket = visitor.post(REPORT, **sent).hidden["ticket"]
    visitor.close()
    return ticket


def kept(product: Installation) -> Iterator[tuple[str, bytes]]:
    for path in product.folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(product.folder)), path.read_bytes()


def stored(product: Installation) -> list[Path]:
    return sorted((product.data / "files" / "sealed").glob("*"))


class HalfSent:
    """A form with a large file whose second half stays away."""

    def __init__(self, product: Installation, ticket: str) -> None:
        visitor = Visitor(product.port)
        text = (f"Ein Satz mit {MARKER}. " * 400_000).encode()[: 8 * MEGABYTE]
        body = multipart([("ticket", ticket), ("once", "5" * 32)], [("a.txt", text)])
        headers = visitor.headers | {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(len(body)),
        }
        lines = [f"POST {FILES} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        self.connection = socket.create_connection(("127.0.0.1", product.port), timeout=30)
        self.connection.sendall("\r\n".join([*lines, "", ""]).encode() + body[: len(body) // 2])

    def stop_sending(self) -> bytes:
        """Send no more, and return what the server says to that."""
        self.connection.shutdown(socket.SHUT_WR)
        with self.connection, self.connection.makefile("rb") as answer:
            return answer.read()

    def vanish(self) -> None:
        """Break the connection off, as a phone does that has lost its network."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()


def test_half_an_upload_is_sealed_and_goes_when_the_rest_stays_away(
    product: Installation, ticket: str
) -> None:
    before = stored(product)
    upload = HalfSent(product, ticket)
    answer = upload.stop_sending().decode()
    assert answer.startswith("HTTP/1.1 400 ")
    assert "Die Übertragung ist unterwegs abgebrochen. Gespeichert wurde nichts." in answer
    assert stored(product) == before


def test_broken_connection_leaves_nothing_and_no_alarm(product: Installation, ticket: str) -> None:
    before, said = stored(product), product.log.read_bytes()
    HalfSent(product, ticket).vanish()
    assert product.visitor().get(REPORT).status == 200
    assert stored(product) == before
    assert product.log.read_bytes() == said


def test_upload_under_way_is_nowhere_in_clear(product: Installation, ticket: str) -> None:
    before = stored(product)
    upload = HalfSent(product, ticket)
    end = monotonic() + 30
    while len(stored(product)) < len(before) + 3:  # until three of its four megabytes have come
        assert monotonic() < end
    assert find({"text": MARKER}, kept(product)) == set()
    assert list(product.temporary.rglob("*")) == []
    upload.stop_sending()
    assert find({"text": MARKER}, kept(product)) == set()


def test_kept_file_is_nowhere_in_clear(product: Installation, ticket: str) -> None:
    before = len(stored(product))
    text = f"Ein Satz mit {MARKER}. ".encode() * 50_000
    answer = product.visitor().send_files(FILES, (f"{MARKER}.txt", text), ticket=ticket)
    assert "1 Datei ist angekommen." in answer.html
    assert len(stored(product)) > before
    assert find({"text": MARKER}, kept(product)) == set()


def test_large_files_take_no_more_memory_than_small_ones(product: Installation) -> None:
    done = product.call("tests.security.memory:growth_by_uploads", 20, 10)
    assert (done["files"], done["chunks"]) == (20, 321)
    assert done["growth"] < 6 * MEGABYTE
