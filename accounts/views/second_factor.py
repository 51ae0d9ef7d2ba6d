"""The way to a second factor, from wherever one is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import send_verification_email_for_user
from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, signed_in
from accounts.models import User
from accounts.navigation import is_signed_in
from accounts.second_factor import ALWAYS_ASKED, has_second_factor
from accounts.views.account import safe_next

# Where somebody wanted to go before setting up a factor; the last page of the way leads there.
NEXT_SESSION_KEY = "second_factor_next"


@require_safe
@signed_in
def second_factor(request: StaffRequest) -> HttpResponse:
    """Ask for the second factor; explain to those who have none why they need one, and how."""
    wanted = safe_next(request)
    if has_second_factor(request.user):
        first = get_adapter().get_reauthentication_methods(request.user)[0]
        return redirect(f"{first['url']}?{urlencode({'next': wanted}, safe='/')}")
    request.session[NEXT_SESSION_KEY] = wanted
    context = {
        "asked_everywhere": request.user.role in ALWAYS_ASKED,
        "unconfirmed": _unconfirmed(request.user),
    }
    return render(request, "accounts/second_factor.html", context)


@require_POST
@signed_in
def confirm_address(request: StaffRequest) -> HttpResponse:
    """Send the link once more that confirms the address which somebody typed from a card."""
    if _unconfirmed(request.user):
        send_verification_email_for_user(request, request.user)
    return redirect("accounts:account")


def address_first(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let nobody set up a factor whose address was only typed and never confirmed.

    It could be anybody's: its owner could ask for a new password, and a factor of somebody else's
    would shut them out. Whoever has one confirmed address may have another that still waits.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_signed_in(request) and _unconfirmed(cast("StaffRequest", request).user):
            return redirect("accounts:second-factor")
        return view(request, *args, **kwargs)

    return guarded


def _unconfirmed(user: User) -> bool:
    addresses = set(EmailAddress.objects.filter(user=user).values_list("verified", flat=True))
    return addresses == {False}
