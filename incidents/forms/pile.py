"""What is done with reports on the pile: with some that are ticked, or with all of an hour."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm

PAGE_SIZE = 25


class IdsField(forms.Field):
    """The ids that are ticked on one page."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> Any:
        """Read at most a page of ids; what is no id is an error."""
        one = forms.UUIDField()
        return [one.clean(item) for item in (value or [])[:PAGE_SIZE]]


class TickedForm(BaseForm):
    """The reports that are ticked."""

    cases = IdsField(error_messages={"required": _("Kreuze bitte zuerst etwas an.")})


class HourForm(BaseForm):
    """An hour, as its beginning."""

    hour = forms.DateTimeField()


class EraseForm(BaseForm):
    """What is to be erased as abuse, and that somebody is sure of it."""

    cases = IdsField(required=False)
    hour = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("Ja, das ist Missbrauch. Niemand kann es danach zurückholen."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse to erase nothing in particular."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("cases") and not cleaned.get("hour"):
            raise forms.ValidationError(_("Kreuze bitte zuerst etwas an."))
        return cleaned
