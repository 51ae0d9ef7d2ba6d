"""A small provider of OpenID Connect on a free port, with real tokens; and the way through it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from accounts.models import User

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

LOGIN = "/accounts/oidc/city/login/"

CLIENT_ID, CLIENT_SECRET = "ateams", "shared-with-ateams"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Person:
    """Whom the provider signs in next, and what it says of them; `claims` overrule the rest."""

    subject: str = "4711"
    email: str = "ayse@schule.example"
    email_verified: object = True
    claims: dict[str, Any] = field(default_factory=dict)


class IdentityProvider:
    """A running provider. What it does wrong is set by a test beforehand."""

    def __init__(self) -> None:
        self.person = Person()
        self.wrong: dict[str, Any] = {}  # overrules the discovery document
        self.signs_with: Any = _KEY
        self.algorithm = "RS256"
        self.denies = False
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def settings(self, name: str = "city", **more: object) -> dict[str, Any]:
        """Return what an installation writes down of this provider."""
        return {
            "id": name,
            "name": "Stadt Beispiel",
            "issuer": self.issuer,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "second_factor": [],
            **more,
        }

    def discovery(self) -> dict[str, Any]:
        pages = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
        pages |= {"jwks_uri": "jwks", "userinfo_endpoint": "userinfo"}
        own = {name: f"{self.issuer}/{page}" for name, page in pages.items()}
        return {"issuer": self.issuer, **own, **self.wrong}

    def keys(self) -> dict[str, Any]:
        key = json.loads(RSAAlgorithm.to_jwk(_KEY.public_key()))
        return {"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Sign the person in and return where their browser is sent."""
        if self.denies:
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self._codes[code] = asked
            answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """Exchange a code, once, for whoever knows the secret and the verifier."""
        first = self._codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            first is None
            or asked.get("client_secret") != CLIENT_SECRET
            or first["code_challenge"] != challenge
        ):
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(first)}

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.person.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            "email": self.person.email,
            "email_verified": self.person.email_verified,
            "name": "Ayşe Yildiz",
            "address": "Geheimstraße 1",
            **self.person.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.signs_with, algorithm=self.algorithm, headers={"kid": "1"})

    def sign_with_another_key(self) -> None:
        self.signs_with = _OTHER_KEY

    def sign_with_the_shared_secret(self) -> None:
        self.signs_with, self.algorithm = CLIENT_SECRET.ljust(64, "."), "HS256"


def _handler(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(address.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif address.path == "/jwks":
                self._answer(provider.keys())
            elif address.path == "/.well-known/openid-configuration":
                self._answer(provider.discovery())
            else:
                self._answer(None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(provider.token({k: v[0] for k, v in parse_qs(body).items()}))

        def _answer(self, content: dict[str, Any] | None) -> None:
            body = json.dumps(content or {"error": "invalid_request"}).encode()
            self.send_response(200 if content else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            pass

    return Handler


def to_provider(client: Client, page: str, **form: str) -> str:
    """Press a button; return the provider's page that it leads to."""
    answer = client.post(page, form)
    found = re.search(r'url=([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return unescape(found[1])


def back(provider_page: str) -> str:
    """Sign in at the provider; return the address here that it sends the browser to."""
    answer = requests.get(provider_page, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://testserver")


def through_the_provider(client: Client, page: str = LOGIN, **form: str) -> Response:
    return client.get(back(to_provider(client, page, **form)))


def account_of(client: Client) -> User | None:
    answer = client.get("/account/")
    return answer.context["user"] if answer.status_code == 200 else None


def heading(answer: Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode())
    return unescape(found[1]) if found else ""
