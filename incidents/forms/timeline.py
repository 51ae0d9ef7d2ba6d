"""What of a timeline is shown, and which quick action is unfolded."""

from __future__ import annotations

from django import forms

from ateams.web.forms import BaseForm
from incidents.enums import Show


class TimelineForm(BaseForm):
    """What the address of a case says; anything that it does not know is ignored."""

    show = forms.ChoiceField(choices=Show.choices, required=False)
    do = forms.SlugField(max_length=20, required=False)

    @property
    def shown(self) -> Show:
        """Return what is shown: everything, unless the address says otherwise."""
        return Show(self._asked("show") or Show.ALL)

    @property
    def unfolded(self) -> str:
        """Return the name of the quick action that the address asks for, if any."""
        return self._asked("do")

    def _asked(self, name: str) -> str:
        self.full_clean()
        return str(self.cleaned_data.get(name, ""))
