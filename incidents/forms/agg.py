"""The day on which somebody looks at the two months of the AGG."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.agg import TwoMonths, ends_in_words
from incidents.forms.days import not_ahead, not_past
from incidents.forms.once import OnceForm
from incidents.forms.people import ColleagueField
from incidents.forms.work import colleagues
from incidents.models import Case


class AggForm(OnceForm):
    """From when the two months could run; then the day that a person chooses, and who looks."""

    known_on = forms.DateField(
        label=_("Wann hat die Person davon erfahren?"),
        help_text=_("Bei einer Absage: wann sie ankam."),
        required=False,
    )
    event_on = forms.DateField(label=_("Wann ist es geschehen?"), required=False)
    due_on = forms.DateField(
        label=_("An welchem Tag prüfen wir?"),
        help_text=_(
            "Lass das Feld zuerst leer: Dann stehen hier die Tage, an denen zwei Monate enden "
            "würden. Das ist keine Rechtsberatung; ob eine Frist gilt, klärt ein*e Anwält*in."
        ),
        required=False,
    )
    person = ColleagueField(label=_("Wer?"), queryset=User.objects.none())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(case)

    def clean_known_on(self) -> date | None:
        """Refuse a day to come."""
        return not_ahead(day) if (day := self.cleaned_data["known_on"]) else None

    def clean_event_on(self) -> date | None:
        """Refuse a day to come."""
        return not_ahead(day) if (day := self.cleaned_data["event_on"]) else None

    def clean_due_on(self) -> date | None:
        """Refuse a day that has passed."""
        return not_past(day) if (day := self.cleaned_data["due_on"]) else None

    def clean(self) -> dict[str, Any]:
        """Ask for a day to count from; then show where that leads, and ask for the day."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        counted = self.two_months()
        if not counted.known_on and not counted.event_on:
            self.add_error("known_on", _("Gib bitte mindestens einen der beiden Tage an."))
        elif not cleaned.get("due_on"):
            self.add_error("due_on", " ".join([*ends_in_words(counted), gettext("Wähle jetzt.")]))
        return cleaned

    def two_months(self) -> TwoMonths:
        """Return what was said to count from."""
        return TwoMonths(self.cleaned_data.get("known_on"), self.cleaned_data.get("event_on"))
