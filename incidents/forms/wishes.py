"""What a reporter wishes for in the mailbox."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.forms.once import OnceForm
from incidents.forms.report import LONGEST
from incidents.languages import SPOKEN

LANGUAGES = [(code, label) for code, label in SPOKEN.items() if code != "de"]


class WorseForm(OnceForm):
    """It has got worse; words are not needed."""

    mark_optional = True

    text = forms.CharField(
        label=_("Was ist passiert?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class InterpreterForm(OnceForm):
    """In which language somebody shall interpret."""

    language = forms.ChoiceField(
        label=_("In welche Sprache?"),
        choices=[("", "–"), *LANGUAGES, ("none", _("Ich brauche niemanden mehr"))],
        error_messages={"required": _("Wähle bitte eine Sprache aus.")},
    )

    def clean_language(self) -> str:
        """Return the language, or nothing if nobody is needed any more."""
        language: str = self.cleaned_data["language"]
        return "" if language == "none" else language


class NewsForm(BaseForm):
    """Where a mail without content goes when there is an answer."""

    address = forms.EmailField(
        label=_("E-Mail-Adresse"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Gib bitte eine Adresse ein.")},
    )


def wish_forms() -> dict[str, BaseForm]:
    """Return a fresh form of each wish."""
    return {
        "worse": WorseForm(auto_id="worse_%s"),
        "interpreter": InterpreterForm(auto_id="interpreter_%s"),
        "news": NewsForm(auto_id="news_%s"),
    }
