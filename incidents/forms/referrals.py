"""Offering another body, saying what became of it, and the list of bodies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseModelForm
from codelists.enums import CodeList
from codelists.selectors import code_book
from incidents.consent_cards import Told
from incidents.enums import ReferralState, Step
from incidents.forms.allowed import AllowedForm
from incidents.forms.once import OnceForm
from incidents.models import ReferralBody

LONGEST = 2000


class ReferralForm(OnceForm):
    """Which body was offered, and what for."""

    body = forms.ModelChoiceField(
        label=_("Welche Stelle?"),
        queryset=ReferralBody.objects.none(),
        error_messages={"required": _("Wähle bitte eine Stelle aus.")},
    )
    text = forms.CharField(
        label=_("Wobei soll sie helfen?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ReferralBody.objects.offered()


class ReferralMoveForm(AllowedForm):
    """What became of the offer, each a button; passing it on needs the consent to exactly that."""

    to = forms.ChoiceField(
        choices=[(state.value, "") for state in ReferralState], widget=forms.HiddenInput
    )
    text = forms.CharField(
        label=_("Notiz dazu"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ("to", "consent", "text")

    def __init__(self, *args: Any, consents: Iterable[Told] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = consents and [told for told in consents if told.step == Step.REFERRAL]
        self.offer(wanted)

    def clean(self) -> dict[str, Any]:
        """Ask for the consent if, and only if, something is passed on."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("to") == ReferralState.CONSENTED:
            self.check_consent(Step.REFERRAL)
        return cleaned


class ReferralBodyForm(BaseModelForm):
    """A body of the list."""

    kind = forms.ChoiceField(label=_("Art"))

    class Meta:
        model = ReferralBody
        fields = ("name", "kind", "contact", "languages", "area", "active")
        help_texts = {
            "contact": _("Telefon, Mail, Adresse, Sprechzeiten."),
            "active": _("Ohne Haken erscheint die Stelle in keiner Auswahl mehr."),
        }
        widgets = {"contact": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        book, current = code_book(CodeList.REFERRAL_BODY), self.instance.kind
        # A kind that is no longer offered, or known, stays with what has it.
        known = book.choices(CodeList.REFERRAL_BODY, including=[current])
        extra = [(current, current)] if current and current not in dict(known) else []
        field.choices = [("", "–"), *known, *extra]
