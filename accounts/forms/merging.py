"""Merging two entries of one institution."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from ateams.web.forms import BaseForm


class ChooseOtherForm(BaseForm):
    """Which other entry is the same institution."""

    other = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("Welcher Eintrag ist dieselbe Einrichtung?"),
        empty_label=_("Bitte wählen"),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Institution.objects.exclude(pk=institution.pk)


class KeepForm(BaseForm):
    """Which of both entries stays."""

    keep = forms.ChoiceField(
        label=_("Welcher Eintrag bleibt?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Wähle bitte aus, welcher Eintrag bleibt.")},
    )

    def __init__(self, *args: Any, both: tuple[Institution, Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["keep"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.name) for one in both]

    def chosen(self, both: tuple[Institution, Institution]) -> tuple[Institution, Institution]:
        """Return the kept one and the other one."""
        first, second = both
        kept = self.cleaned_data["keep"]
        return (first, second) if kept == str(first.pk) else (second, first)
