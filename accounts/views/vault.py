"""The own key: making it, unlocking it, locking it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.access import Right, StaffRequest, key_state, reading_key, require, signed_in
from accounts.enums import KeyState
from accounts.forms.vault import NewWordsForm, PassphraseForm, TypedBackForm, sign_words
from accounts.models import User
from accounts.second_factor import freshly_confirmed
from accounts.unlocking import idle_time, unlock
from accounts.views.account import safe_next
from vault.passphrases import new_passphrase


@require_safe
@signed_in
def vault(request: StaffRequest) -> HttpResponse:
    """Explain the own key and how far it is, or that it rests while no term runs."""
    state = key_state(request.user)
    if state == KeyState.NOT_NEEDED:
        raise Http404
    context = {
        "key_state": state,
        "unlocked": reading_key(request) is not None,
        "idle_minutes": int(idle_time(request.user).total_seconds() // 60),
    }
    return render(request, "vault/vault.html", context)


@require_POST
@require(Right.HOLD_KEY)
@freshly_confirmed
def new_words(request: StaffRequest) -> HttpResponse:
    """Show six words: fresh ones, or again those that are still to be typed back."""
    form = NewWordsForm(request.POST, salt=_salt(request.user))
    words = form.cleaned_data["words"] if form.is_valid() else new_passphrase()
    signed = sign_words(words, salt=_salt(request.user))
    return render(request, "vault/new_words.html", {"words": words.split(), "signed": signed})


@require_POST
@require(Right.HOLD_KEY)
def type_back(request: StaffRequest) -> HttpResponse:
    """Ask for the six words once, and make the key pair when they are right."""
    form_class = TypedBackForm if "typed" in request.POST else NewWordsForm
    form = form_class(request.POST, salt=_salt(request.user))
    if not form.is_valid() and "words" in form.errors:
        messages.info(request, _("Diese Wörter wurden schon benutzt oder sind zu alt."))
        return redirect("accounts:vault")
    if isinstance(form, TypedBackForm) and form.is_valid():
        services.make_key_pair(person=request.user, passphrase=form.cleaned_data["words"])
        messages.success(request, _("Der Schlüssel ist angelegt."))
        return redirect("accounts:vault")
    if not isinstance(form, TypedBackForm):
        form = TypedBackForm(initial={"words": request.POST["words"]}, salt=_salt(request.user))
    return render(request, "vault/type_back.html", {"form": form})


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


def _salt(user: User) -> str:
    """Bind drawn words to the account that they were drawn for, and to its present key."""
    return f"vault.words:{user.pk}:{user.key_pair_id}"
