"""Another time for a clock, from a day on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.clocks import UNITS, Unit
from incidents.enums import Clock

LONGEST = {Unit.WORKING_DAYS: 30, Unit.DAYS: 365, Unit.MONTHS: 12}


def _tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


class ClockForm(BaseForm):
    """Which clock, how long, and from when: at the earliest from tomorrow."""

    clock = forms.ChoiceField(
        label=_("Frist"),
        choices=[("", "–"), *Clock.choices],
        error_messages={"required": _("Wähle bitte eine Frist aus.")},
    )
    number = forms.IntegerField(
        label=_("Neuer Wert"),
        help_text=_("In der Einheit, die in der Liste steht."),
        min_value=1,
        max_value=max(LONGEST.values()),
    )
    pauses = forms.BooleanField(
        label=_("Steht still, solange wir auf die Person warten"), required=False
    )
    valid_from = forms.DateField(
        label=_("Gilt ab"),
        help_text=_("Frühestens ab morgen. Was schon läuft, läuft weiter wie bisher."),
        initial=_tomorrow,
    )

    def clean_valid_from(self) -> date:
        """Refuse to change what holds already."""
        day: date = self.cleaned_data["valid_from"]
        if day < _tomorrow():
            raise forms.ValidationError(_("Das geht frühestens ab morgen."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse what no office would promise."""
        cleaned = super().clean() or self.cleaned_data
        clock, number = cleaned.get("clock"), cleaned.get("number")
        if clock and number and number > (most := LONGEST[UNITS[Clock(clock)]]):
            self.add_error("number", _("Hier gehen höchstens %(most)d.") % {"most": most})
        return cleaned
