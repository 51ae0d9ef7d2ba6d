"""Gives every request its vault."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from vault.unlocked import VaultSession

# Sent by whatever asks without a person's doing: polling, prefetching. It does not keep a key
# unlocked.
BACKGROUND_HEADER = "X-Background"


class VaultRequest(HttpRequest):
    """A request as views see it."""

    vault: VaultSession


class VaultMiddleware:
    """Sets `request.vault` and keeps the browser's half of an unlocked key up to date.

    Stands after the session middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        vault = VaultSession(request)
        setattr(request, "vault", vault)  # noqa: B010 - Django's class has no such attribute
        if BACKGROUND_HEADER not in request.headers:
            vault.touch()
        response = self._get_response(request)
        vault.write_cookie(response)
        return response
