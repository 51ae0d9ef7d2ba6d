"""Linking a case with another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.forms.once import OnceForm
from incidents.models import Case
from incidents.models.case import CaseQuerySet

LONGEST = 2000


class LinkForm(OnceForm):
    """The other case, by its reference, and why."""

    reference = forms.CharField(
        label=_("Zeichen des anderen Falls"),
        help_text=_("Zum Beispiel K7QX-3MPD."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    reason = forms.CharField(
        label=_("Warum gehören sie zusammen?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Schreib bitte einen Satz dazu.")},
    )

    def __init__(self, *args: Any, case: Case, cases: CaseQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.cases = case, cases

    def clean_reference(self) -> Case:
        """Return the other case: one that this person can open, and not the same."""
        typed = "".join(self.cleaned_data["reference"].upper().split())
        found = self.cases.filter(reference=typed).first()
        if found is None:
            raise forms.ValidationError(_("Einen Fall mit diesem Zeichen kannst du nicht öffnen."))
        if found == self.case:
            raise forms.ValidationError(_("Das ist dieser Fall selbst."))
        return found
