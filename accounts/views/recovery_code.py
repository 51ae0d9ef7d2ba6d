"""The holder's printed recovery code: making one, or a new one in its place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.access import Right, StaffRequest, own_key, require
from accounts.forms.vault import CodeTypedBackForm, DrawnForm, PassphraseForm, sign_words
from accounts.models import User
from accounts.second_factor import freshly_confirmed
from accounts.unlocking import unlock
from vault.digits import groups
from vault.errors import Retired
from vault.recovery_codes import new_recovery_code


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.HOLD_KEY)
@freshly_confirmed
def recovery_code(request: StaffRequest) -> HttpResponse:
    """Say what the code is for, and show one: fresh, or again the one still to be typed back.

    It may be made while the key still waits for a lead; a locked key is unlocked on the spot.
    """
    pair = request.user.key_pair
    if pair is None or pair.retired_at:
        return redirect("accounts:vault")
    form = None
    if own_key(request) is None:
        form = PassphraseForm(request.POST if PassphraseForm.FIELD in request.POST else None)
        if form.is_valid() and unlock(request, form):
            form = None
    if request.method != "POST" or form is not None:
        context = {"form": form, "renews": pair.wrapped_by_recovery_code is not None}
        return render(request, "vault/recovery_code.html", context)
    salt = _salt(request.user)
    drawn = DrawnForm(request.POST, salt=salt)
    code = drawn.cleaned_data["words"] if drawn.is_valid() else new_recovery_code()
    shown = {"groups": groups(code), "signed": sign_words(code, salt=salt)}
    return render(request, "vault/recovery_code_shown.html", shown)


@require_POST
@require(Right.HOLD_KEY)
def type_back(request: StaffRequest) -> HttpResponse:
    """Ask for the code once, and let it open the key when it is right."""
    salt = _salt(request.user)
    if not DrawnForm(request.POST, salt=salt).is_valid():
        messages.info(request, _("Dieser Code wurde schon benutzt oder ist zu alt."))
        return redirect("accounts:vault")
    key = own_key(request)
    if key is None:  # locked by a pause; the code that was shown is asked for again
        return redirect("accounts:recovery-code")
    if "typed" not in request.POST:
        form = CodeTypedBackForm(initial={"words": request.POST["words"]}, salt=salt)
    else:
        form = CodeTypedBackForm(request.POST, salt=salt)
        if form.is_valid():
            try:
                code = form.cleaned_data["words"]
                services.set_recovery_code(person=request.user, key=key, code=code)
            except Retired:
                return redirect("accounts:vault")
            messages.success(request, _("Der Ersatzcode gilt. Bitte getrennt aufbewahren."))
            return redirect("accounts:vault")
    return render(request, "vault/recovery_code_typed.html", {"form": form})


def _salt(user: User) -> str:
    """Bind a drawn code to the account and to the state of its key: neither outlives a change."""
    pair = user.key_pair
    return f"vault.code:{user.pk}:{pair.pk}:{pair.epoch}" if pair else ""
