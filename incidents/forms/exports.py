"""What a copy of a case is for, and which part of it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.consent_cards import Told
from incidents.enums import ConsentState, ExportReason, Step
from incidents.services.exports import Basis


class ExportForm(BaseForm):
    """Who is to read the copy: the office itself, or somebody whom the reporter allowed."""

    basis = forms.ChoiceField(
        label=_("Wofür ist die Kopie?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Wähle bitte aus, wofür die Kopie ist.")},
    )

    def __init__(self, *args: Any, consents: Sequence[Told], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allowed = {
            str(told.consent.id): told.what
            for told in consents
            if told.step == Step.EXPORT and told.consent.state == ConsentState.GIVEN
        }
        field = self.fields["basis"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (_("Bleibt in der Beratungsstelle"), ExportReason.choices),
            *([(_("Verlässt die Beratungsstelle"), self.allowed.items())] if self.allowed else []),
        ]

    def chosen(self) -> Basis:
        """Return what allows the copy."""
        value = self.cleaned_data["basis"]
        if value in self.allowed:
            return Basis(consent_id=UUID(value))
        return Basis(reason=ExportReason(value))


class PartForm(BaseForm):
    """One part of a copy; the ticket knows of which."""

    ticket = forms.CharField(max_length=2000)
    part = forms.IntegerField(min_value=1, max_value=1000)
