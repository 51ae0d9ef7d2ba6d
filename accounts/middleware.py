"""Arriving from elsewhere with an unlocked key, and showing a second factor before reading."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPMethod
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.access import StaffRequest
from accounts.navigation import is_signed_in
from accounts.second_factor import asks, is_open, is_shown
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


class SecondFactorMiddleware:
    """Leads people who have signed in to their second factor where something is to be read.

    It leads back to where they wanted. Also takes the place of allauth's own handling of
    `ReauthenticationRequired`, which keeps the whole request in the session: what was typed, the
    visitor's address, and the cookie without which no key there can be unlocked.
    Stands after allauth's middleware and the sign-in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Ask for the second factor before the view runs; public pages look at no session."""
        assert request.resolver_match
        name = request.resolver_match.view_name
        if is_open(name) or not is_signed_in(request):
            return None
        user = cast("StaffRequest", request).user
        if not asks(name, user) or is_shown(request, user):
            return None
        return _lead_to(reverse("accounts:second-factor"), request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Ask once more who it is, keeping nothing of the request but where it came from."""
        if not isinstance(exception, ReauthenticationRequired):
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        if request.method == HTTPMethod.POST:
            messages.info(
                request,
                _("Noch ist nichts geändert. Danach bitte noch einmal auf den Knopf drücken."),
            )
        if ways:
            return _lead_to(ways[0]["url"], request)
        # Without password and factor (single sign-on) a factor has to be set up first.
        way = "accounts:second-factor" if is_signed_in(request) else "account_login"
        return _lead_to(reverse(way), request)


def _lead_to(url: str, request: HttpRequest) -> HttpResponseRedirect:
    return redirect(f"{url}?{urlencode({'next': _page_of(request)}, safe='/')}")


def _page_of(request: HttpRequest) -> str:
    """Return the page to come back to: of a form that was sent, the one it stood on."""
    if request.method in {HTTPMethod.GET, HTTPMethod.HEAD}:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    secure = request.is_secure()
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=secure):
        return urlsplit(referer).path
    return request.path if request.path.startswith("/accounts/") else "/"


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Site") == "cross-site"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
    )


def _looks_locked(request: HttpRequest) -> bool:
    return COOKIE_NAME not in request.COOKIES and SESSION_KEY in request.session
