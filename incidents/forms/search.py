"""What is looked for in texts. It never stands in an address, and is kept nowhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents import plain_words
from incidents.folding import terms_of
from incidents.searching import Wanted

SHORTEST, LONGEST = 2, 200


def _coded(question: str) -> list[tuple[str, Any]]:
    """Return the codes that a question's answers stand for, in its own plain words."""
    return [(answer.code, answer.words) for answer in plain_words.QUESTIONS[question][1]]


class SearchForm(BaseForm):
    """Words, codes, or both; `after` carries where an earlier step ended."""

    q = forms.CharField(
        label=_("Fallnummer oder Worte"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false", "data-key": "/"}
        ),
    )
    ground = forms.MultipleChoiceField(
        label=_("Angekreuzter Grund"),
        choices=_coded("grounds"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    responsible_role = forms.MultipleChoiceField(
        label=_("Angekreuzt, wer es getan hat"),
        choices=_coded("responsible"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    after = forms.CharField(widget=forms.HiddenInput, required=False)

    #: Fields that are named like the code list that they choose from.
    coded = ("ground", "responsible_role")

    def clean(self) -> dict[str, Any]:
        """Refuse to look for nothing, or for a single letter."""
        cleaned = super().clean() or self.cleaned_data
        words = cleaned.get("q", "")
        if "q" not in self.errors and words and len("".join(terms_of(words))) < SHORTEST:
            self.add_error("q", _("Gib bitte mindestens zwei Buchstaben ein."))
        elif not self.errors and not words and not any(cleaned[name] for name in self.coded):
            self.add_error("q", _("Gib bitte ein, wonach du suchst."))
        return cleaned

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        chosen = {name: frozenset(self.cleaned_data[name]) for name in self.coded}
        codes = {name: codes for name, codes in chosen.items() if codes}
        return Wanted(terms_of(self.cleaned_data["q"]), codes)

    @property
    def chosen(self) -> int:
        """How many codes are ticked."""
        return sum(len(self.cleaned_data.get(name, ())) for name in self.coded if self.is_bound)
