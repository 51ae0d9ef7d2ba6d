"""The own key: how far it is, unlocking it, locking it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, key_state, reading_key, require, signed_in
from accounts.enums import KeyState
from accounts.forms.vault import PassphraseForm
from accounts.panels import key_panels
from accounts.selectors import activates_alone
from accounts.unlocking import idle_time, unlock
from accounts.views.account import safe_next


@require_safe
@signed_in
def vault(request: StaffRequest) -> HttpResponse:
    """Explain the own key and how far it is, or that it rests while no term runs."""
    state = key_state(request.user)
    if state == KeyState.NOT_NEEDED:
        raise Http404
    pair = request.user.key_pair
    context = {
        "key_state": state,
        "unlocked": reading_key(request) is not None,
        "next_pair": request.user.next_key_pair,
        "panels": key_panels(request),
        "has_code": bool(pair and pair.wrapped_by_recovery_code),
        "idle_minutes": int(idle_time(request.user).total_seconds() // 60),
    }
    return render(request, "vault/vault.html", context)


@require_safe
@require(Right.HOLD_KEY)
def forgotten(request: StaffRequest) -> HttpResponse:
    """Say what to do without the six words: with the recovery code, and without."""
    pair = request.user.key_pair
    if pair is None or pair.retired_at:
        return redirect("accounts:vault")
    context = {
        "has_code": pair.wrapped_by_recovery_code is not None,
        "activates_alone": activates_alone(request.user),
    }
    return render(request, "vault/forgotten.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.HOLD_KEY)
def unlock_page(request: StaffRequest) -> HttpResponse:
    """Ask for the six words and go on to where they were asked for."""
    state = key_state(request.user)
    if state != KeyState.ACTIVE:
        return redirect("accounts:vault")
    form = PassphraseForm(request.POST or None)
    if form.is_valid() and unlock(request, form):
        return redirect(safe_next(request))
    return render(request, "vault/unlock.html", {"form": form, "next": safe_next(request)})


@require_POST
@signed_in
def lock(request: StaffRequest) -> HttpResponse:
    """Lock the own key in this session."""
    request.vault.lock()
    messages.success(request, _("Gesperrt. Fälle öffnen sich erst wieder mit den sechs Wörtern."))
    return redirect("accounts:start")


@require_POST
@signed_in
def still_active(request: StaffRequest) -> HttpResponse:  # noqa: ARG001
    """Note that somebody is typing; the vault's middleware has put off the idle time already."""
    return HttpResponse(status=204)
