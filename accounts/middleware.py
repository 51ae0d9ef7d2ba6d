"""Arriving from elsewhere with an unlocked key."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from accounts.navigation import is_signed_in
from vault.unlocked import COOKIE_NAME, SESSION_KEY

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ArrivalMiddleware:
    """Answers whoever follows a link from a mail with a page that asks for the same page again.

    The browser keeps its half of the key back when another site sent the visitor
    (SameSite=Strict), so that an unlocked key looks locked. The second request comes from our own
    page and carries it. It cannot go round in circles: that request is no longer cross-site.
    Stands after the sign-in and before any view.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _comes_from_elsewhere(request) and is_signed_in(request) and _looks_locked(request):
            return render(request, "vault/arrival.html")
        return self._get_response(request)


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Site") == "cross-site"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
    )


def _looks_locked(request: HttpRequest) -> bool:
    return COOKIE_NAME not in request.COOKIES and SESSION_KEY in request.session
