"""What was done for the person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from codelists.enums import CodeList
from codelists.selectors import CodeBook
from incidents.consent_cards import Told
from incidents.forms.allowed import AllowedForm
from incidents.forms.days import not_ahead
from incidents.forms.once import OnceForm
from incidents.outward_codes import step_of

LONGEST = 4000
MOST_MINUTES = 24 * 60


class InterventionForm(AllowedForm, OnceForm):
    """Code, day, minutes and words; with a consent if it acts outside."""

    code = forms.ChoiceField(
        label=_("Was wurde getan?"),
        widget=forms.Select(attrs={"data-key": "m"}),
        error_messages={"required": _("Wähle bitte aus, was getan wurde.")},
    )
    on = forms.DateField(label=_("Tag"), initial=timezone.localdate)
    minutes = forms.IntegerField(
        label=_("Dauer in Minuten"), min_value=1, max_value=MOST_MINUTES, required=False
    )
    text = forms.CharField(
        label=_("Notiz für die Beratungsstelle"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ("once", "code", "on", "minutes", "consent", "text")

    def __init__(
        self, *args: Any, consents: Iterable[Told] | None, book: CodeBook, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._book = book
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *book.choices(CodeList.INTERVENTION)]
        self.fields["consent"].help_text = _("Nur für einen Schritt nach außen.")
        self.offer(consents)

    def clean_on(self) -> date:
        """Refuse a day on which it cannot have been done."""
        return not_ahead(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        """Ask for the consent if, and only if, it is a step outside."""
        cleaned = super().clean() or self.cleaned_data
        self.step = step_of(cleaned.get("code", ""), self._book)
        if self.step and "on" not in self.errors:
            self.check_consent(self.step)
        return cleaned
