"""What an institution has promised, and whether it was kept."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.enums import Kept
from incidents.forms.days import not_past
from incidents.forms.once import OnceForm

LONGEST = 2000


class AgreementForm(OnceForm):
    """With whom, what, and by when."""

    partner = forms.CharField(
        label=_("Mit wem?"),
        help_text=_("Einrichtung und Funktion; Namen nur, wenn es sein muss."),
        max_length=200,
        error_messages={"required": _("Schreib bitte dazu, wer es zugesagt hat.")},
    )
    text = forms.CharField(
        label=_("Was ist vereinbart?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schreib bitte, was vereinbart ist.")},
    )
    due_on = forms.DateField(label=_("Bis wann?"))

    def clean_due_on(self) -> date:
        """Refuse a day that has passed."""
        return not_past(self.cleaned_data["due_on"])


class AgreementCheckForm(BaseForm):
    """Kept, partly kept or not, each a button, with a note."""

    kept = forms.ChoiceField(choices=Kept.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Notiz dazu"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
