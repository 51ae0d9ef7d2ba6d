"""Taking something back: the page carries what it was."""

from __future__ import annotations

from django import forms

from ateams.web.forms import BaseForm

LONGEST = 100_000


class UndoForm(BaseForm):
    """What `incidents.undo.offer` has put into the page."""

    carried = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)

    def sent(self) -> str:
        """Return what came, or nothing."""
        return str(self.cleaned_data["carried"]) if self.is_valid() else ""
