"""Merging two entries of one institution, or two accounts of one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import key_state
from accounts.enums import KeyState
from accounts.models import Institution, User
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


class FindOtherForm(BaseForm):
    """Whose account is another one of the same person."""

    q = forms.CharField(
        label=_("Name oder E-Mail des zweiten Kontos"), max_length=120, required=False
    )


class KeepAccountForm(BaseForm):
    """Which of both accounts stays. One whose key is active, or the only active one, has to."""

    keep = forms.ChoiceField(
        label=_("Welches Konto bleibt?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Wähle bitte aus, welches Konto bleibt.")},
    )

    def __init__(self, *args: Any, both: tuple[User, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both = both
        field = self.fields["keep"]
        assert isinstance(field, forms.ChoiceField)
        able = [one for one in both if one.is_active] or list(both)
        reading = [one for one in able if key_state(one) == KeyState.ACTIVE]
        field.choices = [(str(one.pk), f"{one.name}, {one.email}") for one in reading or able]
        if len(field.choices) == 1:
            field.initial = str((reading or able)[0].pk)

    def chosen(self) -> tuple[User, User]:
        """Return the kept one and the other one."""
        first, second = self.both
        kept = self.cleaned_data["keep"]
        return (first, second) if kept == str(first.pk) else (second, first)
