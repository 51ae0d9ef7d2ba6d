"""Master data of institutions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, Institution, Team
from ateams.web.forms import BaseForm, BaseModelForm


class InstitutionForm(BaseModelForm):
    """An institution."""

    class Meta:
        model = Institution
        fields = ("name", "type", "district", "active")
        help_texts = {
            "active": _("Ohne Haken erscheint die Einrichtung in keiner Auswahl mehr."),
        }


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
