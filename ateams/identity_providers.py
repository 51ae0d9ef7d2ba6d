"""Providers of OpenID Connect (the city's, the schools'), as the environment names them."""

from __future__ import annotations

import json
from typing import TypedDict, cast

from django.core.exceptions import ImproperlyConfigured


class IdentityProvider(TypedDict):
    """One provider. `second_factor` lists the values of amr or acr that count as one."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    second_factor: list[str]


_REQUIRED = IdentityProvider.__annotations__.keys() - {"second_factor"}


def read_identity_providers(text: str) -> list[IdentityProvider]:
    """Return the providers of a list in JSON; raise ImproperlyConfigured for what is none."""
    try:
        configured = json.loads(text.strip() or "[]")
    except ValueError:
        raise ImproperlyConfigured("OIDC_PROVIDERS is no JSON.") from None
    entries = configured if isinstance(configured, list) else [configured]
    found: list[IdentityProvider] = []
    for entry in entries:
        if not isinstance(entry, dict) or not _is_complete(entry):
            raise ImproperlyConfigured(f"Each of OIDC_PROVIDERS needs {sorted(_REQUIRED)} as text.")
        provider = {"second_factor": [], **entry, "issuer": entry["issuer"].rstrip("/")}
        found.append(cast("IdentityProvider", provider))
    if len({provider["id"] for provider in found}) < len(found):
        raise ImproperlyConfigured("Two of OIDC_PROVIDERS have the same id.")
    return found


def _is_complete(entry: dict[str, object]) -> bool:
    texts = [entry.get(name) for name in _REQUIRED]
    values = entry.get("second_factor", [])
    known = entry.keys() <= IdentityProvider.__annotations__.keys()
    return known and isinstance(values, list) and all(t and isinstance(t, str) for t in texts)
