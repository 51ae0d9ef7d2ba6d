"""An app for codes as people have it on their phones, and the way to set one up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass

from django.test import Client

from accounts.models import User
from tests.factories.accounts import PASSWORD

ADD_APP = "/accounts/second-factor/app/add/"
ADD_PASSKEY = "/accounts/second-factor/passkeys/add/"
CODE = "/accounts/second-factor/code/"


@dataclass
class App:
    """An app that has scanned a secret (RFC 6238), and the recovery codes written down with it."""

    secret: str
    recovery_codes: list[str]

    def code(self, *, steps: int = 0) -> str:
        """Return what the app shows now, or so many steps of 30 seconds later."""
        counter = struct.pack(">Q", int(time.time()) // 30 + steps)
        digest = hmac.digest(base64.b32decode(self.secret), counter, hashlib.sha1)
        offset = digest[-1] & 15
        (number,) = struct.unpack(">I", digest[offset : offset + 4])
        return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(user: User, password: str = PASSWORD) -> Client:
    """Return a client that has signed in by password alone."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


def set_up_app(client: Client) -> App:
    """Set up an app in a client that has signed in, as its first second factor."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD_APP})
    app = App(client.get(ADD_APP).context["form"].secret, [])
    answer = client.post(ADD_APP, {"code": app.code()}, follow=True)
    app.recovery_codes = answer.context["unused_codes"]
    return app
