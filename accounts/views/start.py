"""The start page: what waits for whoever signed in."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, key_state
from accounts.enums import KeyState
from accounts.navigation import big_actions
from accounts.panels import start_panels


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what waits and the three big actions; send everybody else to the public pages."""
    if not request.user.is_authenticated:
        return redirect("public:start")
    staff = cast("StaffRequest", request)
    panels = start_panels(staff)
    state = key_state(staff.user)
    context = {
        "actions": [] if state == KeyState.NO_TERM else big_actions(staff.user),
        "panels": panels,
        "something_waits": any(panel.waits for panel in panels),
        "key_state": state,
    }
    return render(request, "accounts/start.html", context)
