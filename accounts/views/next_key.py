"""Changing to a new key pair on own wish, with everything that the old one opens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.access import Right, StaffRequest, key_state, require
from accounts.enums import KeyState
from accounts.errors import RefusedError
from accounts.second_factor import freshly_confirmed
from accounts.unlocking import unlock_in_place


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.HOLD_KEY)
def next_key(request: StaffRequest) -> HttpResponse:
    """Say how far the new key is; once activated, each sending carries one step over."""
    if key_state(request.user) != KeyState.ACTIVE:
        return redirect("accounts:vault")
    pair = request.user.next_key_pair
    unlocking = unlock_in_place(request)
    if request.method == "POST" and unlocking.key:
        try:
            left = services.carry_over(person=request.user, key=unlocking.key)
        except RefusedError as refused:
            messages.info(request, str(refused.text))
            return redirect("accounts:next-key")
        if not left:
            request.vault.lock()
            messages.success(
                request, _("Der neue Schlüssel gilt. Ab jetzt öffnen ihn die neuen Wörter.")
            )
            return redirect("accounts:unlock")
        messages.info(request, _left(left))
        return redirect("accounts:next-key")
    ready = pair is not None and pair.activated_at is not None
    context = {"next_pair": pair, "ready": ready, "unlocking": unlocking}
    return render(request, "vault/next_key.html", context)


@require_POST
@require(Right.HOLD_KEY)
@freshly_confirmed
def drop(request: StaffRequest) -> HttpResponse:
    """Stay with the present key."""
    services.drop_next_key_pair(person=request.user)
    messages.success(request, _("Es bleibt beim bisherigen Schlüssel."))
    return redirect("accounts:vault")


def _left(left: int) -> str:
    text = ngettext(
        "Ein Teil ist übertragen. Es fehlt noch %(count)d Umschlag: bitte weiter.",
        "Ein Teil ist übertragen. Es fehlen noch %(count)d Umschläge: bitte weiter.",
        left,
    )
    return text % {"count": left}
