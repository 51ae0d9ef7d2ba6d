"""The way to a second factor, from wherever one is asked for."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, signed_in
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
    context = {"asked_everywhere": request.user.role in ALWAYS_ASKED}
    return render(request, "accounts/second_factor.html", context)
