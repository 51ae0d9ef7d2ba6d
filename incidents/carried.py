"""Values that the browser carries for us, sealed under a key of the server.

The receipt code travels in the form from its first page on and is stored nowhere; the mailbox
keeps the reporter's key in a cookie that only this server can open, and the server keeps nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from vault.crypto import Place, seal, unseal
from vault.errors import Unopenable


def carry(purpose: str, values: Mapping[str, Any]) -> str:
    """Seal values for one purpose; the result is safe in a form field or a cookie."""
    payload = json.dumps({"at": timezone.now().timestamp(), "values": dict(values)})
    sealed = seal(payload.encode(), key=_key(settings.SECRET_KEY), place=_place(purpose))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def fetch(purpose: str, carried: str, *, valid: timedelta) -> dict[str, Any] | None:
    """Open what `carry` sealed for this purpose; nothing if forged, foreign or too old."""
    try:
        sealed = base64.b64decode(
            carried + "=" * (-len(carried) % 4), altchars=b"-_", validate=True
        )
        payload = json.loads(_unseal(sealed, purpose))
    except (binascii.Error, ValueError, Unopenable):
        return None
    age = timezone.now() - datetime.fromtimestamp(payload["at"], tz=timezone.get_default_timezone())
    return payload["values"] if age <= valid else None


def _unseal(sealed: bytes, purpose: str) -> bytes:
    """Open with this or an earlier SECRET_KEY: a form may be open while it is replaced."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        with suppress(Unopenable):
            return unseal(sealed, key=_key(secret), place=_place(purpose))
    raise Unopenable


def _key(secret: str | bytes) -> bytes:
    return salted_hmac("incidents.carried", "key", secret=secret, algorithm="sha256").digest()


def _place(purpose: str) -> Place:
    return Place("carried", purpose, "")
