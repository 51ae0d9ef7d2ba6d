"""Master data of institutions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.districts import BOROUGHS, district_choices
from accounts.models import Contact, Institution, Team
from ateams.web.forms import BaseForm, BaseModelForm


class InstitutionForm(BaseModelForm):
    """An institution."""

    class Meta:
        model = Institution
        fields = (
            "name",
            "type",
            "district",
            "address",
            "agreement_signed_on",
            "agreement_until",
            "active",
        )
        help_texts = {
            "address": _("Straße, Hausnummer, Postleitzahl, Ort"),
            "agreement_until": _(
                "Acht Wochen vor diesem Tag wird die Leitung erinnert. Leer heißt: ohne Ende."
            ),
            "active": _("Ohne Haken erscheint die Einrichtung in keiner Auswahl mehr."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("keine Angabe")), *district_choices(self.instance.district)]
        self.fields["district"] = forms.ChoiceField(
            label=self.fields["district"].label, choices=choices, required=False
        )


class TeamForm(BaseModelForm):
    """A team of an institution."""

    slug = forms.SlugField(
        label=_("Kurzname für den QR-Code"),
        max_length=60,
        help_text=_(
            "Kleinbuchstaben, Ziffern und Bindestriche. Er steht auf den Plakaten: "
            "nach einer Änderung führen die alten ins Leere."
        ),
    )

    class Meta:
        model = Team
        fields = ("name", "slug")


class ContactForm(BaseModelForm):
    """Somebody at an institution who is written to."""

    class Meta:
        model = Contact
        fields = ("name", "function", "email", "language", "responsible", "active")
        help_texts = {
            "responsible": _(
                "Bekommt die Nachfragen nach einer Schulung; "
                "wer es bisher war, bekommt sie nicht mehr."
            ),
            "active": _("Ohne Haken wird dieser Person nicht mehr geschrieben."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }


class InstitutionFilterForm(BaseForm):
    """What stands in the address of the list of institutions."""

    q = forms.CharField(
        label=_("Suche"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        """Whether the list leaves something out."""
        return any(self.data.get(name) for name in ("q", "borough"))

    borough = forms.TypedChoiceField(
        label=_("Stadtbezirk"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("alle")),
            *((str(one.number), one.name) for one in BOROUGHS),
            ("0", _("ohne")),
        ],
    )
