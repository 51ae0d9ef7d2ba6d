"""Unlocking the own key, on its page or in place, without losing what was typed.

A view that needs the key in the middle of a form uses it so:

    def note(request: StaffRequest, reference: str) -> HttpResponseBase:
        form = NoteForm(request.POST or None)
        unlocking = unlock_in_place(request)
        if request.method == "POST" and unlocking.key and form.is_valid():
            services.add_note(..., key=unlocking.key)
            return redirect(...)
        return render(request, "incidents/note.html", {"form": form, "unlocking": unlocking})

and its template includes the fragment inside the form, before the button:

    <form class="form" method="post" novalidate>
      {% csrf_token %}
      {{ form }}
      {% include "vault/_unlock.html" %}
      <div class="form__actions">…</div>
    </form>

While the key is unlocked the fragment shows nothing. If it has locked meanwhile, the same form
comes back with everything that was typed and a field for the six words; sending it again unlocks
and saves in one step. Nothing typed is ever stored before it is sealed.

A page that cannot be shown at all without the key starts with

    if not (key := reading_key(request)):
        return ask_to_unlock(request)

Call `unlock_in_place` outside of any transaction: a wrong passphrase is counted even if what
follows is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import StaffRequest, key_state, reading_key
from accounts.enums import KeyState
from accounts.forms.vault import PassphraseForm
from accounts.models import User
from ateams.web.forms import BaseForm
from vault.errors import Retired, TooEarly, WrongPassphrase
from vault.unlocked import UnlockedKey

OFFICE_IDLE = timedelta(minutes=60)
OTHERS_IDLE = timedelta(minutes=10)


@dataclass
class Unlocking:
    """What a view and the fragment `vault/_unlock.html` need to know.

    `key` is there once unlocked. `form` is there while it is locked and can be unlocked; if
    neither is there, the account has no key that a lead has activated, and `state` says why.
    """

    key: UnlockedKey | None
    state: KeyState
    form: PassphraseForm | None = None


def unlock_in_place(request: StaffRequest) -> Unlocking:
    """Return the unlocked key; of a locked one, try the passphrase that came with the form."""
    if key := reading_key(request):
        return Unlocking(key, KeyState.ACTIVE)
    state = key_state(request.user)
    if state != KeyState.ACTIVE:
        return Unlocking(None, state)
    form = PassphraseForm(request.POST if PassphraseForm.FIELD in request.POST else None)
    if form.is_valid() and unlock(request, form):
        return Unlocking(reading_key(request), state)
    return Unlocking(None, state, form)


def unlock(request: StaffRequest, form: PassphraseForm) -> bool:
    """Unlock with the words of a valid form; a refusal is written beside the field."""
    pair = request.user.key_pair
    assert pair
    with told_beside(form, form.FIELD, wrong=_("Das sind nicht die richtigen Wörter.")):
        request.vault.unlock(pair, form.cleaned_data[form.FIELD], idle=idle_time(request.user))
    return form.is_valid()


@contextmanager
def told_beside(form: BaseForm, field: str, *, wrong: str) -> Iterator[None]:
    """Write beside its field why words or a code were refused."""
    try:
        yield
    except TooEarly as early:
        form.add_error(field, _pause(early))
    except (WrongPassphrase, Retired):
        form.add_error(field, wrong)


def ask_to_unlock(request: StaffRequest) -> HttpResponseRedirect:
    """Send somebody to the unlock page, which leads back to this very page."""
    query = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('accounts:unlock')}?{query}")


def idle_time(user: User) -> timedelta:
    """Return after how long without a person's doing the key locks itself."""
    return OFFICE_IDLE if user.works_in_office else OTHERS_IDLE


def _pause(early: TooEarly) -> str:
    seconds = max(1, round((early.until - timezone.now()).total_seconds()))
    return ngettext(
        "Zu viele falsche Versuche. Bitte noch %(seconds)d Sekunde warten.",
        "Zu viele falsche Versuche. Bitte noch %(seconds)d Sekunden warten.",
        seconds,
    ) % {"seconds": seconds}
