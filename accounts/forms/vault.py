"""The six words, and the recovery code that stands in for them once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ateams.web.forms import BaseForm
from vault.digits import groups
from vault.passphrases import normalise
from vault.recovery_codes import normalise_code

LONGEST_PASSPHRASE = 200
# Long enough to write six words down in peace.
WORDS_VALID_SECONDS = 3600
_TYPED = {
    "autocomplete": "off",
    "autocapitalize": "none",
    "autocorrect": "off",
    "spellcheck": "false",
}


class PassphraseForm(BaseForm):
    """The passphrase of an existing key. Its field has the same name inside every other form."""

    FIELD = "passphrase"

    passphrase = forms.CharField(
        label=gettext_lazy("Die sechs Wörter"),
        max_length=LONGEST_PASSPHRASE,
        widget=forms.PasswordInput(attrs=_TYPED | {"data-reveal": gettext_lazy("Wörter zeigen")}),
    )


class DrawnForm(BaseForm):
    """A fresh secret on its way from one page to the next, in the page itself and signed.

    Nothing of it is stored on the server; the signature sees to it that it was drawn here, for this
    account and purpose, and less than an hour ago.
    """

    words = forms.CharField(widget=forms.HiddenInput, max_length=1000)

    def __init__(self, *args: Any, salt: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._salt = salt

    def clean_words(self) -> str:
        """Return the secret if it is ours."""
        signed: str = self.cleaned_data["words"]
        try:
            return str(signing.loads(signed, salt=self._salt, max_age=WORDS_VALID_SECONDS))
        except signing.BadSignature:
            raise ValidationError(
                _("Diese Wörter gelten nicht mehr. Bitte von vorn beginnen.")
            ) from None


class TypedBackForm(DrawnForm):
    """The fresh words, typed back once."""

    typed = forms.CharField(
        label=gettext_lazy("Die sechs Wörter"),
        max_length=LONGEST_PASSPHRASE,
        help_text=gettext_lazy("Mit Leerzeichen dazwischen. Groß oder klein ist egal."),
        widget=forms.TextInput(attrs=_TYPED),
    )

    def clean(self) -> dict[str, Any]:
        """Say which word was mistyped, so that nobody has to search."""
        cleaned: dict[str, Any] = self.cleaned_data
        if "words" not in cleaned or "typed" not in cleaned:
            return cleaned
        shown, typed = (normalise(cleaned[name]).split() for name in ("words", "typed"))
        if len(typed) != len(shown):
            self.add_error("typed", _("Es sind %(count)d Wörter.") % {"count": len(shown)})
        elif wrong := _different(shown, typed):
            self.add_error("typed", _("Anders als gezeigt: Wort %(numbers)s.") % {"numbers": wrong})
        return cleaned


class ChangeWordsForm(PassphraseForm, TypedBackForm):
    """The words of today, and the new ones typed back."""

    passphrase = forms.CharField(
        label=gettext_lazy("Die bisherigen sechs Wörter"),
        max_length=LONGEST_PASSPHRASE,
        widget=forms.PasswordInput(attrs=_TYPED | {"data-reveal": gettext_lazy("Wörter zeigen")}),
    )
    typed = forms.CharField(
        label=gettext_lazy("Die neuen sechs Wörter"),
        max_length=LONGEST_PASSPHRASE,
        help_text=gettext_lazy("Mit Leerzeichen dazwischen. Groß oder klein ist egal."),
        widget=forms.TextInput(attrs=_TYPED),
    )

    field_order = ("words", "passphrase", "typed")


class RecoveryCodeForm(TypedBackForm):
    """The recovery code from its sheet, and new words typed back."""

    FIELD = "code"

    code = forms.CharField(
        label=gettext_lazy("Ersatzcode"),
        max_length=LONGEST_PASSPHRASE,
        help_text=gettext_lazy("24 Ziffern vom Zettel. Leerzeichen und Striche sind egal."),
        widget=forms.TextInput(attrs=_TYPED | {"inputmode": "numeric"}),
    )
    typed = forms.CharField(
        label=gettext_lazy("Die neuen sechs Wörter"),
        max_length=LONGEST_PASSPHRASE,
        help_text=gettext_lazy("Mit Leerzeichen dazwischen. Groß oder klein ist egal."),
        widget=forms.TextInput(attrs=_TYPED),
    )

    field_order = ("words", "code", "typed")


class CodeTypedBackForm(DrawnForm):
    """A fresh recovery code, typed back once."""

    typed = forms.CharField(
        label=gettext_lazy("Ersatzcode"),
        max_length=LONGEST_PASSPHRASE,
        help_text=gettext_lazy("Leerzeichen und Striche sind egal."),
        widget=forms.TextInput(attrs=_TYPED | {"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """Say which group was mistyped."""
        cleaned: dict[str, Any] = self.cleaned_data
        if "words" not in cleaned or "typed" not in cleaned:
            return cleaned
        shown, typed = cleaned["words"], normalise_code(cleaned["typed"])
        if len(typed) != len(shown):
            self.add_error("typed", _("Es sind %(count)d Ziffern.") % {"count": len(shown)})
        elif wrong := _different(groups(shown), groups(typed)):
            message = _("Anders als gezeigt: Gruppe %(numbers)s.")
            self.add_error("typed", message % {"numbers": wrong})
        return cleaned


def sign_words(words: str, *, salt: str) -> str:
    """Return a fresh secret in the form in which a page may carry it."""
    return signing.dumps(words, salt=salt)


def _different(shown: list[str], typed: list[str]) -> str:
    """Return the numbers of what differs, counted from one."""
    return ", ".join(str(n) for n, (a, b) in enumerate(zip(shown, typed, strict=True), 1) if a != b)
