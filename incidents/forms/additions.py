"""What somebody adds to the note of a talk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.forms.once import OnceForm
from incidents.naming import seeming_names

LONGEST = 10_000


class AdditionForm(OnceForm):
    """A text that names nobody."""

    text = forms.CharField(
        label=_("Was möchtest du nachtragen?"),
        help_text=_("Nenne keine Namen. Schreib zum Beispiel „eine Person aus Jahrgang 9“."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Schreib bitte, was du nachtragen möchtest.")},
    )
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def names(self) -> list[str]:
        """Return where the text seems to name somebody, once."""
        return [] if self.cleaned_data["looked"] else seeming_names(self.cleaned_data["text"])
