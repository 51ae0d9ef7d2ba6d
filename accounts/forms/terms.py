"""Until when somebody who is invited will be a member."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.services.invitations import term_problem
from ateams.web.forms import BaseForm


class InvitedTermForm(BaseForm):
    """The last day of the term; empty means the end of the school year. For members alone.

    Coordinators work at the institution: theirs ends when they leave.
    """

    term_ends_on = forms.DateField(
        label=_("Amtszeit bis"),
        required=False,
        help_text=_("Nur für Mitglieder. Leer: bis zum Ende des Schuljahres."),
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Forget it where the role has no term; refuse a day too early or too late."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day: date | None = cleaned.get("term_ends_on")
        if "role" in cleaned and cleaned["role"] != Role.MEMBER:
            cleaned["term_ends_on"] = None
        elif day and (problem := term_problem(day, timezone.localdate())):
            self.add_error("term_ends_on", problem)
        return cleaned
