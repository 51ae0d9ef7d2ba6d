"""Somebody who visits an installation over HTTP, as a browser behind the TLS proxy would."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

HOST = "ateams.example"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


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

    def sign_in(self, email: str, password: str) -> None:
        """Sign in on the page that everybody uses."""
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", login=email, password=password)
        assert answer.status == 302, answer.html

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{HOST}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
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
