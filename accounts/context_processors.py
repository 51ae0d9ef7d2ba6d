"""What every staff page needs to know about the signed-in account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.access import StaffRequest, key_state, reading_key
from accounts.enums import KeyState
from accounts.navigation import is_signed_in, navigation


@dataclass(frozen=True)
class VaultLine:
    """Whether cases can be read right now, and where to change that."""

    unlocked: bool
    lock_url: str
    unlock_url: str
    ping_url: str


def staff(request: HttpRequest) -> dict[str, Any]:
    """Return navigation and vault line; nothing is asked of the database until a page shows it."""
    if not is_signed_in(request):
        return {}
    signed_in = cast("StaffRequest", request)
    return {
        "navigation": SimpleLazyObject(lambda: navigation(signed_in)),
        "rare_places": SimpleLazyObject(lambda: navigation(signed_in, rare=True)),
        "vault_line": SimpleLazyObject(lambda: _vault_line(signed_in)),
    }


def _vault_line(request: StaffRequest) -> VaultLine | None:
    if key_state(request.user) != KeyState.ACTIVE:
        return None
    return VaultLine(
        unlocked=reading_key(request) is not None,
        lock_url=reverse("accounts:lock"),
        unlock_url=reverse("accounts:unlock"),
        ping_url=reverse("accounts:still-active"),
    )
