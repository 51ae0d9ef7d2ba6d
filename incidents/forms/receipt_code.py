"""Issuing a new receipt code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm


class NewCodeForm(BaseForm):
    """How it was made sure that it is the person. `ticket` carries the new code, sealed."""

    ticket = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10_000)
    how = forms.ChoiceField(
        label=_("Woran erkennst du, dass es die Person selbst ist?"),
        choices=[
            ("in_person", _("Sie war hier, und wir kennen uns")),
            ("knows", _("Sie weiß etwas aus dem Fall, das sonst niemand weiß")),
            (
                "contact",
                _("Ich habe sie unter der Nummer oder Adresse aus dem Fall erreicht"),
            ),
            ("helper", _("Eine Person, der sie vertraut, hat uns zusammengebracht")),
            ("first", _("Sie hatte noch keinen Code")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Wähle bitte aus, woran du sie erkannt hast.")},
    )
    note = forms.CharField(
        label=_("Anmerkung für die Beratungsstelle"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    spoken = forms.BooleanField(
        label=_("Ich habe mit der Person gesprochen. Der alte Code gilt danach nicht mehr."),
        error_messages={"required": _("Ohne Gespräch geht es nicht.")},
    )

    def assured(self) -> str:
        """Return in words how the person was known, as it is sealed for the office."""
        field = self.fields["how"]
        assert isinstance(field, forms.ChoiceField)
        label = str(dict(field.choices)[self.cleaned_data["how"]])  # type: ignore[arg-type]
        return "\n".join(part for part in (label, self.cleaned_data["note"]) if part)
