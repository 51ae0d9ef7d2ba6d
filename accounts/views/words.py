"""Drawing six words, showing them, and having them typed back: for whatever they will open.

Nothing is stored before they were typed back. What is asked along with them depends on the purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import services
from accounts.access import Right, StaffRequest, key_state, require
from accounts.enums import KeyState
from accounts.errors import RefusedError
from accounts.forms.vault import (
    ChangeWordsForm,
    DrawnForm,
    RecoveryCodeForm,
    TypedBackForm,
    sign_words,
)
from accounts.models import User
from accounts.second_factor import freshly_confirmed
from accounts.unlocking import idle_time, told_beside
from vault.passphrases import new_passphrase
from vault.rewrapping import Opened
from vault.unlocked import UnlockedKey


@dataclass(frozen=True)
class Purpose:
    """What new words are for: when they may be drawn, what is asked, what is done with them.

    `do` writes a refusal into the form; `then` is where to go when there was none.
    """

    show: str
    ask: str
    button: str | Promise
    may: Callable[[User], bool]
    form: type[TypedBackForm]
    do: Callable[[StaffRequest, TypedBackForm], None]
    then: str


@require_POST
@require(Right.HOLD_KEY)
@freshly_confirmed
def new_words(request: StaffRequest, purpose: str) -> HttpResponse:
    """Show six words: fresh ones, or again those that are still to be typed back."""
    wanted = PURPOSES[purpose]
    if not wanted.may(request.user):
        return redirect("accounts:vault")
    salt = _salt(request.user, purpose)
    form = DrawnForm(request.POST, salt=salt)
    words = form.cleaned_data["words"] if form.is_valid() else new_passphrase()
    context = {
        "words": words.split(),
        "signed": sign_words(words, salt=salt),
        "purpose": wanted,
    }
    return render(request, "vault/new_words.html", context)


@require_POST
@require(Right.HOLD_KEY)
def type_back(request: StaffRequest, purpose: str) -> HttpResponse:
    """Ask for the six words once, and do what they were drawn for when they are right."""
    wanted = PURPOSES[purpose]
    salt = _salt(request.user, purpose)
    drawn = DrawnForm(request.POST, salt=salt)
    if not drawn.is_valid() or not wanted.may(request.user):
        messages.info(request, _("Diese Wörter wurden schon benutzt oder sind zu alt."))
        return redirect("accounts:vault")
    if "typed" not in request.POST:
        form = wanted.form(initial={"words": request.POST["words"]}, salt=salt)
    else:
        form = wanted.form(request.POST, salt=salt)
        if form.is_valid():
            wanted.do(request, form)
        if form.is_valid():
            return redirect(wanted.then)
    return render(request, "vault/type_back.html", {"form": form, "purpose": wanted})


def _make(request: StaffRequest, form: TypedBackForm) -> None:
    words = form.cleaned_data["words"]
    pair = services.make_key_pair(person=request.user, passphrase=words)
    request.vault.unlock(pair, words, idle=idle_time(request.user))
    messages.success(request, _("Der Schlüssel ist angelegt."))


def _make_next(request: StaffRequest, form: TypedBackForm) -> None:
    try:
        services.make_next_key_pair(person=request.user, passphrase=form.cleaned_data["words"])
    except RefusedError as refused:
        form.add_error("typed", str(refused.text))
    else:
        messages.success(
            request, _("Der neue Schlüssel ist angelegt. Bis zum Wechsel gelten die alten Wörter.")
        )


def _change(request: StaffRequest, form: TypedBackForm) -> None:
    old, new = form.cleaned_data["passphrase"], form.cleaned_data["words"]
    with told_beside(form, "passphrase", wrong=_("Das sind nicht die richtigen Wörter.")):
        _go_on(request, services.change_words(person=request.user, old=old, new=new))
        messages.success(
            request, _("Ab jetzt gelten die neuen Wörter. Überall sonst ist jetzt gesperrt.")
        )


def _replace_forgotten(request: StaffRequest, form: TypedBackForm) -> None:
    code, words = form.cleaned_data["code"], form.cleaned_data["words"]
    with told_beside(form, "code", wrong=_("Das ist nicht der richtige Ersatzcode.")):
        opened = services.use_recovery_code(person=request.user, code=code, words=words)
        _go_on(request, opened)
        messages.success(
            request, _("Ab jetzt gelten die neuen Wörter. Der Ersatzcode ist verbraucht.")
        )


def _go_on(request: StaffRequest, opened: Opened) -> None:
    """Keep this session unlocked, which the new epoch has ended like all others."""
    key = UnlockedKey(opened.key_pair.pk, opened.secret_key)
    request.vault.keep(key, epoch=opened.epoch, idle=idle_time(request.user))


def _has_key(user: User) -> bool:
    return user.key_pair is not None and user.key_pair.retired_at is None


def _has_code(user: User) -> bool:
    return user.key_pair is not None and bool(user.key_pair.wrapped_by_recovery_code)


PURPOSES: Mapping[str, Purpose] = {
    "new": Purpose(
        show="accounts:new-words",
        ask="accounts:type-back",
        button=gettext_lazy("Schlüssel anlegen"),
        may=lambda _user: True,
        form=TypedBackForm,
        do=_make,
        then="accounts:recovery-code",
    ),
    "next": Purpose(
        show="accounts:next-words",
        ask="accounts:next-type-back",
        button=gettext_lazy("Schlüssel anlegen"),
        may=lambda user: key_state(user) == KeyState.ACTIVE and user.next_key_pair is None,
        form=TypedBackForm,
        do=_make_next,
        then="accounts:next-key",
    ),
    "change": Purpose(
        show="accounts:change-words",
        ask="accounts:change-type-back",
        button=gettext_lazy("Wörter ändern"),
        may=_has_key,
        form=ChangeWordsForm,
        do=_change,
        then="accounts:vault",
    ),
    "forgotten": Purpose(
        show="accounts:forgotten-words",
        ask="accounts:forgotten-type-back",
        button=gettext_lazy("Neue Wörter einsetzen"),
        may=_has_code,
        form=RecoveryCodeForm,
        do=_replace_forgotten,
        then="accounts:recovery-code",
    ),
}


def _salt(user: User, purpose: str) -> str:
    """Bind drawn words to account and purpose, and to the state of the key that they change."""
    pair = user.key_pair
    state = f"{pair.pk}:{pair.epoch}" if pair else ""
    return f"vault.words:{purpose}:{user.pk}:{state}"
