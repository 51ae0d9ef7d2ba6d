"""Where the own account is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.access import StaffRequest, signed_in
from accounts.forms.sessions import EndSessionForm
from accounts.selectors import sessions_of


@require_safe
@signed_in
def sessions(request: StaffRequest) -> HttpResponse:
    """List the own sessions by their start, the newest first."""
    found = sessions_of(request.user, current=request.session.session_key or "")
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
@signed_in
def end(request: StaffRequest) -> HttpResponse:
    """End one of the own sessions, which may be this one."""
    form = EndSessionForm(request.POST)
    if form.is_valid() and services.end_session(
        person=request.user, handle=form.cleaned_data["session"]
    ):
        messages.success(request, _("Dort ist jetzt abgemeldet."))
    return redirect("accounts:sessions")


@require_POST
@signed_in
def end_others(request: StaffRequest) -> HttpResponse:
    """End all own sessions but this one."""
    number = services.end_other_sessions(
        person=request.user, current=request.session.session_key or ""
    )
    text = ngettext(
        "%(count)d andere Anmeldung ist beendet.",
        "%(count)d andere Anmeldungen sind beendet.",
        number,
    )
    messages.success(request, text % {"count": number})
    return redirect("accounts:sessions")
