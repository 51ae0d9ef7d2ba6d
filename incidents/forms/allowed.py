"""Choosing the consent that allows a step outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.consent_cards import Told
from incidents.enums import ConsentState, Step
from incidents.services.outward import allowed_from

LONGEST_LABEL = 80


class AllowedForm(BaseForm):
    """A form with the consent that is used up by sending it, where it needs one."""

    consent = forms.ChoiceField(label=_("Einverständnis"), required=False)

    def offer(self, consents: Iterable[Told] | None) -> None:
        """Offer what the reporter has allowed; without a key keep what was chosen."""
        self.is_known = consents is not None
        if consents is None:
            self.fields["consent"] = forms.CharField(required=False, widget=forms.HiddenInput)
            return
        self.given = [
            told for told in consents if told.wish and told.consent.state == ConsentState.GIVEN
        ]
        field = self.fields["consent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "–"),
            *((str(told.consent.pk), self._label(told)) for told in self.given),
        ]

    def check_consent(self, step: Step) -> None:
        """Write beside the field whatever keeps the chosen consent from allowing this step."""
        if not self.is_known:
            return
        chosen = self._chosen()
        if chosen is None or chosen.step != step:
            words = _(
                "Dafür braucht es ein Einverständnis für genau diesen Schritt: „%(step)s“. Frag "
                "zuerst unter „Schritte nach außen“."
            ) % {"step": step.label}
            self.add_error("consent", words)
        elif self._day() < allowed_from(chosen.consent):
            self.add_error("on", _("An diesem Tag war es noch nicht erlaubt."))

    def consent_id(self) -> UUID | None:
        """Return the consent that was chosen, if any."""
        chosen = self.cleaned_data.get("consent")
        return UUID(chosen) if chosen else None

    def _chosen(self) -> Told | None:
        wanted = self.cleaned_data.get("consent")
        return next((told for told in self.given if str(told.consent.pk) == wanted), None)

    def _label(self, told: Told) -> str:
        assert told.step
        what = Truncator(" ".join(told.what.split())).chars(LONGEST_LABEL)
        return f"{told.step.label}: {what}"

    def _day(self) -> date:
        day = self.cleaned_data.get("on")
        return day if isinstance(day, date) else timezone.localdate()
