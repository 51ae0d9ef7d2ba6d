"""Short texts sealed with a key of the server's own, each for one purpose.

A copy of the database without SECRET_KEY opens none of them.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings
from django.utils.crypto import salted_hmac

from vault.crypto import Place, seal, unseal
from vault.errors import Unopenable


def seal_text(text: str, *, purpose: str) -> str:
    """Seal a text, so that it opens for this purpose only."""
    sealed = seal(text.encode(), key=_key(settings.SECRET_KEY), place=_place(purpose))
    return urlsafe_b64encode(sealed).decode()


def unseal_text(sealed: str, *, purpose: str) -> str | None:
    """Open what `seal_text` sealed with this or an earlier SECRET_KEY; nothing for all else."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            body = urlsafe_b64decode(sealed)
            return unseal(body, key=_key(secret), place=_place(purpose)).decode()
        except (Unopenable, ValueError):
            continue
    return None


def _key(secret: str | bytes) -> bytes:
    return salted_hmac("accounts.sealing", "key", secret=secret, algorithm="sha256").digest()


def _place(purpose: str) -> Place:
    return Place("sealed_text", purpose, "")
