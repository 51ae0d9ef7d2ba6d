"""Somebody who visits an installation over HTTP, as a browser behind the TLS proxy would."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

HOST = "ateams.example"
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----a-boundary-of-a-browser"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def multipart(
    fields: Iterable[tuple[str, object]], files: Iterable[tuple[str, bytes]], *, end: bool = True
) -> bytes:
    """Return the body of a form with files, its last line left out if wanted."""
    parts = [f'"{name}"\r\n\r\n{value}'.encode() for name, value in fields]
    parts += [f'"uploads"; filename="{name}"\r\n\r\n'.encode() + content for name, content in files]
    start = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=".encode()
    last = f"--{BOUNDARY}--\r\n".encode() if end else b""
    return b"".join(start + part + b"\r\n" for part in parts) + last


@dataclass(frozen=True)
class Answer:
    """What the server answered. Redirections are not followed."""

    status: int
    location: str
    html: str

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms; of several with one name the last one."""
        return dict(_HIDDEN.findall(self.html))

    @property
    def receipt_code(self) -> str:
        """The 20 digits that a receipt shows."""
        found = re.search(r"data-code>(.*?)</p>", self.html, re.DOTALL)
        assert found, self.html
        return re.sub(r"\D", "", found[1])


@dataclass
class Visitor:
    """One browser: it keeps its connection and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"")

    def post(self, path: str, **fields: object) -> Answer:
        """Send a form, with the token that a page for staff has left and an id drawn for it."""
        fields.setdefault("once", uuid4())
        if "__Host-csrftoken" in self.cookies:
            fields.setdefault("csrfmiddlewaretoken", self.cookies["__Host-csrftoken"])
        return self._ask("POST", path, urlencode(fields, doseq=True).encode())

    def send_files(self, path: str, *files: tuple[str, bytes], **fields: object) -> Answer:
        """Send a form with files, as `post` does without."""
        fields.setdefault("once", uuid4())
        if "__Host-csrftoken" in self.cookies:
            fields.setdefault("csrfmiddlewaretoken", self.cookies["__Host-csrftoken"])
        body = multipart([*fields.items()], files)
        return self._ask("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in on the page that everybody uses."""
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", login=email, password=password)
        assert answer.status == 302, answer.html

    def close(self) -> None:
        self._connection.close()

    @property
    def headers(self) -> dict[str, str]:
        """What the browser and the proxy say with every request."""
        return {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{HOST}",
            "Sec-Fetch-Site": "same-origin",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }

    def _ask(self, method: str, path: str, body: bytes, content_type: str = FORM) -> Answer:
        headers = self.headers | {"Content-Type": content_type}
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        html = response.read().decode()
        self._keep_cookies(response.headers.get_all("Set-Cookie") or [])
        return Answer(response.status, response.headers.get("Location", ""), html)

    def _keep_cookies(self, received: list[str]) -> None:
        for line in received:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
