"""Cards for new members, terms, and what the office attests."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import EndReason
from accounts.services.cards import MOST_CARDS, MOST_DAYS
from accounts.services.people import LONGEST_TERM
from ateams.school_year import end_of_term
from ateams.web.forms import BaseForm

# What a coordinator or a member can say; "moved" is what the people page records.
REASONS = [
    choice
    for choice in EndReason.choices
    if choice[0] in {EndReason.OWN_WISH, EndReason.LEFT_INSTITUTION, EndReason.TERM_OVER}
]


class CardsForm(BaseForm):
    """How many cards, how long they can be used, and until when their holders are members."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    number = forms.IntegerField(
        label=gettext_lazy("Wie viele Karten?"),
        help_text=gettext_lazy("Eine für jede neue Person. Jede Karte gilt einmal."),
        min_value=1,
        max_value=MOST_CARDS,
        initial=1,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Wie viele Tage gelten sie?"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=14,
    )
    term_ends_on = forms.DateField(
        label=gettext_lazy("Amtszeit bis"),
        help_text=gettext_lazy("Danach kann die Person nichts mehr lesen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term_ends_on"].initial = end_of_term(timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """Refuse a term that is over before the cards are, or lies years ahead."""
        ends_on, days = self.cleaned_data.get("term_ends_on"), self.cleaned_data.get("days")
        if ends_on and days:
            today = timezone.localdate()
            if (ends_on - today).days <= days:
                error = _("Das ist, bevor die Karten ablaufen. Bitte einen späteren Tag.")
                self.add_error("term_ends_on", error)
            elif ends_on > today + LONGEST_TERM:
                self.add_error("term_ends_on", _("Höchstens drei Jahre im Voraus."))
        return self.cleaned_data


class TermForm(BaseForm):
    """The last day of a term."""

    ends_on = forms.DateField(label=gettext_lazy("Letzter Tag der Amtszeit"))

    def clean_ends_on(self) -> Any:
        """Refuse a day that has passed: who leaves today is ended below."""
        ends_on = self.cleaned_data["ends_on"]
        today = timezone.localdate()
        if not today <= ends_on <= today + LONGEST_TERM:
            raise ValidationError(_("Bitte einen Tag zwischen heute und in drei Jahren wählen."))
        return ends_on


class LeaveForm(BaseForm):
    """Why somebody leaves a team today."""

    reason = forms.ChoiceField(label=gettext_lazy("Grund"), choices=REASONS)

    def clean_reason(self) -> EndReason:
        """Return the reason."""
        return EndReason(self.cleaned_data["reason"])


class EndForm(LeaveForm):
    """Why somebody else's time ends today; whoever coordinates can also send somebody out."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Grund"),
        choices=[*REASONS, (EndReason.REMOVED, EndReason.REMOVED.label)],
    )


class AttestForm(BaseForm):
    """When a declaration was signed, or something confirmed."""

    on = forms.DateField(label=gettext_lazy("Am"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()

    def clean_on(self) -> Any:
        """Refuse a day ahead."""
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise ValidationError(_("Dieser Tag ist noch nicht gewesen."))
        return on


class PassOnForm(BaseForm):
    """Who goes on with a case: an account of the team that reads it, or the office."""

    to = forms.CharField(required=False, max_length=36)
