"""The TLS proxy as deploy/Caddyfile sets it up, in a real Caddy on free ports."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, ClassVar

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.ops.processes import environment, running
from tests.servers import find_program, free_port

pytestmark = [pytest.mark.thorough, pytest.mark.processes]

BROWSER = "Mozilla/5.0 (a-browser-that-names-itself)"
SPOOFED = "198.51.100.7"
ATTEMPTS_PER_VISITOR = 30  # a minute


class Upstream(BaseHTTPRequestHandler):
    """Stands in for the application: keeps what arrives, piece by piece."""

    requests: ClassVar[list[dict[str, str]]] = []
    pieces: ClassVar[Queue[bytes]] = Queue()

    def do_GET(self) -> None:
        self.requests.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_POST(self) -> None:
        for _ in range(2):
            self.pieces.put(self.rfile.read(5))
        self.do_GET()

    def log_message(self, *_args: Any) -> None:
        pass


class Proxy:
    """A running proxy, and what it wrote."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.port = free_port()
        self.log = folder / "log"
        self.env = environment(
            HOST=f"https://localhost:{self.port}",
            HTTP_PORT=str(free_port()),
            UPSTREAM=f"127.0.0.1:{upstream}",
            HOME=str(folder),
            XDG_DATA_HOME=str(folder),
            XDG_CONFIG_HOME=str(folder),
        )
        self.trust = ssl.create_default_context()
        self.trust.check_hostname = False
        self.trust.verify_mode = ssl.CERT_NONE

    def get(self, path: str, **headers: str) -> int:
        connection = HTTPSConnection("localhost", self.port, context=self.trust, timeout=10)
        connection.request("GET", path, headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status

    def answers(self) -> bool:
        try:
            return self.get("/metrics") == 404
        except OSError:
            return False


def handed_on(proxy: Proxy, forged: str) -> dict[str, str]:
    """Return what the proxy tells of a visitor who claims to come from elsewhere."""
    proxy.get("/accounts/login/", **{"X-Forwarded-For": forged})
    return {"X-Forwarded-For": Upstream.requests[-1]["x-forwarded-for"]}


def count_wrong_passwords(headers: dict[str, str]) -> int:
    """Try passwords of many accounts until the application refuses to look at more."""
    for attempt in range(100):
        data = {"login": f"p{attempt}@x.example", "password": "falsch"}
        answer = Client(headers=headers).post("/accounts/login/", data)
        if answer.status_code == 429:
            return attempt
    raise AssertionError("Nobody counts.")


@pytest.fixture
def no_attempts(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def upstream() -> Iterator[ThreadingHTTPServer]:
    Upstream.requests.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def proxy(tmp_path: Path, upstream: ThreadingHTTPServer) -> Iterator[Proxy]:
    caddy = find_program("caddy")
    if not caddy:
        pytest.skip("Caddy is not installed")
    started = Proxy(tmp_path, upstream.server_port)
    command = (caddy, "run", "--config", "deploy/Caddyfile", "--adapter", "caddyfile")
    with running(*command, env=started.env, log=started.log) as process:
        end = time.monotonic() + 30
        while not started.answers():
            assert process.poll() is None, started.log.read_text()
            assert time.monotonic() < end, started.log.read_text()
        yield started


@pytest.mark.parametrize("path", ["/", "/de/report/", "/de/mailbox/", "/m/team/", "/cases/"])
def test_proxy_hands_neither_address_nor_browser_on(proxy: Proxy, path: str) -> None:
    headers = {"User-Agent": BROWSER, "X-Forwarded-For": SPOOFED, "X-Forwarded-Proto": "http"}
    assert proxy.get(path, **headers) == 200
    [seen] = Upstream.requests
    assert "x-forwarded-for" not in seen
    assert BROWSER not in seen.values()
    assert seen["x-forwarded-proto"] == "https"


def test_proxy_names_the_true_address_to_the_sign_in(proxy: Proxy) -> None:
    proxy.get("/accounts/login/", **{"X-Forwarded-For": SPOOFED})
    assert Upstream.requests[0]["x-forwarded-for"] in {"127.0.0.1", "::1"}


@pytest.mark.usefixtures("no_attempts")
def test_visitors_of_the_sign_in_are_counted_apart(proxy: Proxy, settings: Settings) -> None:
    """What the real proxy hands on for one visitor, the application counts for that one alone.

    The proxy of the test sees both from this machine, so the address that it adds is exchanged
    for that of the second visitor; the rest of the header is as it came through.
    """
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    mine = handed_on(proxy, SPOOFED)
    other = {**mine, "X-Forwarded-For": "203.0.113.9"}
    assert count_wrong_passwords(mine) == count_wrong_passwords(other) == ATTEMPTS_PER_VISITOR


@pytest.mark.usefixtures("no_attempts")
def test_forged_address_does_not_help(proxy: Proxy, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert count_wrong_passwords(handed_on(proxy, "198.51.100.7")) == ATTEMPTS_PER_VISITOR
    assert count_wrong_passwords(handed_on(proxy, "198.51.100.8, 198.51.100.9")) == 0


@pytest.mark.usefixtures("no_attempts")
def test_without_a_trusted_proxy_everybody_is_one_visitor(proxy: Proxy, settings: Settings) -> None:
    """Why `check --deploy` warns of it."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    mine = handed_on(proxy, SPOOFED)
    assert count_wrong_passwords(mine) == ATTEMPTS_PER_VISITOR
    assert count_wrong_passwords({**mine, "X-Forwarded-For": "203.0.113.9"}) == 0


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz", "/demo/mail/"])
def test_proxy_keeps_what_is_for_inside(proxy: Proxy, path: str) -> None:
    assert proxy.get(path) == 404
    assert Upstream.requests == []


def test_proxy_refuses_headers_without_measure(proxy: Proxy) -> None:
    before = len(Upstream.requests)
    assert proxy.get("/de/report/", **{"X-Long": "x" * 8_000}) == 200
    assert proxy.get("/de/report/", **{"X-Long": "x" * 40_000}) == 431
    assert len(Upstream.requests) == before + 1


def test_proxy_hands_bodies_on_as_they_come(proxy: Proxy) -> None:
    head = b"POST /de/report/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"
    raw = socket.create_connection(("localhost", proxy.port))
    with proxy.trust.wrap_socket(raw, server_hostname="localhost") as connection:
        connection.sendall(head + b"first")
        assert Upstream.pieces.get(timeout=10) == b"first"
        connection.sendall(b"later")
        assert Upstream.pieces.get(timeout=10) == b"later"
        assert connection.recv(15) == b"HTTP/1.1 200 OK"


def test_proxy_writes_nothing_about_visitors(proxy: Proxy, upstream: ThreadingHTTPServer) -> None:
    proxy.get("/de/report/", **{"User-Agent": BROWSER})
    upstream.shutdown()
    upstream.server_close()
    assert proxy.get("/de/report/?marker=4711", **{"User-Agent": BROWSER}) == 502
    with socket.create_connection(("localhost", proxy.port)) as connection:
        connection.sendall(b"this is no handshake\r\n\r\n")
        connection.recv(100)
    written = proxy.log.read_text()
    # Caddy names its own listening address at the start, and nobody's afterwards.
    for telling in ("remote", "client_ip", "4711", "/de/report", BROWSER):
        assert telling not in written


def test_caddyfile_is_well_formed() -> None:
    caddy = find_program("caddy")
    if not caddy:
        pytest.skip("Caddy is not installed")
    answer = subprocess.run(
        [caddy, "fmt", "deploy/Caddyfile"], capture_output=True, text=True, check=True
    )
    assert answer.stdout == Path("deploy/Caddyfile").read_text()
