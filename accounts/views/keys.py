"""Activating the keys of others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.access import Right, StaffRequest, require, scope_of
from accounts.errors import RefusedError
from accounts.forms.people import ActivationForm, write_activation
from accounts.gates import lacking
from accounts.models import User
from accounts.presenters import KeyHolder
from accounts.second_factor import freshly_confirmed
from accounts.selectors import waiting_keys, with_origin
from accounts.unlocking import unlock_in_place


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.ACTIVATE_KEYS)
@freshly_confirmed
def keys(request: StaffRequest) -> HttpResponse:
    """List the key pairs that wait for a lead, and activate those that were ticked.

    Whoever still lacks something is named with it and cannot be ticked.
    """
    everybody = list(with_origin(waiting_keys()))
    closed = lacking(everybody)
    waiting = [person for person in everybody if person.pk not in closed]
    not_yet = [(KeyHolder(one), closed[one.pk]) for one in everybody if one.pk in closed]
    form = ActivationForm(request.POST or None, waiting=[_choice(person) for person in waiting])
    unlocking = unlock_in_place(request)
    if request.method == "POST" and form.is_valid() and unlocking.key:
        try:
            holders = services.activate_keys(
                activations=form.cleaned_data["keys"], by=request.user, key=unlocking.key
            )
        except RefusedError as refused:
            form.add_error("keys", str(refused.text))
        else:
            messages.success(request, _activated(holders))
            return redirect("accounts:keys")
    context = {"form": form, "unlocking": unlocking, "waiting": waiting, "not_yet": not_yet}
    return render(request, "accounts/keys.html", context)


def _choice(person: User) -> tuple[str, str]:
    pair = person.waiting_key_pair
    assert pair
    value = write_activation(pair.id, scope_of(person) or "")
    return value, str(KeyHolder(person))


def _activated(holders: list[User]) -> str:
    text = ngettext(
        "%(count)d Schlüssel ist freigeschaltet.",
        "%(count)d Schlüssel sind freigeschaltet.",
        len(holders),
    )
    return text % {"count": len(holders)}
