"""The six words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ateams.web.forms import BaseForm
from vault.passphrases import normalise

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


class NewWordsForm(BaseForm):
    """Six fresh words on their way from one page to the next, in the page itself and signed.

    Nothing of them is stored on the server; the signature sees to it that they were drawn here,
    for this account, and less than an hour ago.
    """

    words = forms.CharField(widget=forms.HiddenInput, max_length=1000)

    def __init__(self, *args: Any, salt: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._salt = salt

    def clean_words(self) -> str:
        """Return the words if they are ours."""
        signed: str = self.cleaned_data["words"]
        try:
            return str(signing.loads(signed, salt=self._salt, max_age=WORDS_VALID_SECONDS))
        except signing.BadSignature:
            raise ValidationError(
                _("Diese Wörter gelten nicht mehr. Bitte von vorn beginnen.")
            ) from None


class TypedBackForm(NewWordsForm):
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
        elif typed != shown:
            wrong = [str(n) for n, (a, b) in enumerate(zip(shown, typed, strict=True), 1) if a != b]
            message = _("Anders als gezeigt: Wort %(numbers)s.")
            self.add_error("typed", message % {"numbers": ", ".join(wrong)})
        return cleaned


def sign_words(words: str, *, salt: str) -> str:
    """Return the words in the form in which a page may carry them."""
    return signing.dumps(words, salt=salt)
