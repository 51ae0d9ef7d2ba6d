"""Filters of the people page, activation, and the own profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import PeopleState, Role
from accounts.models import Institution, User
from accounts.services import Activation
from ateams.web.forms import BaseForm, BaseModelForm


class PeopleFilterForm(BaseForm):
    """What stands in the address of the people page."""

    q = forms.CharField(
        label=gettext_lazy("Suche"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=gettext_lazy("Rolle"),
        required=False,
        choices=[("", gettext_lazy("alle")), *Role.choices],
    )
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Einrichtung"), required=False, queryset=Institution.objects.all(),
        empty_label=gettext_lazy("alle"),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=gettext_lazy("Stand"), required=False,
        choices=[("", gettext_lazy("alle")), *PeopleState.choices],
    )  # fmt: skip


class ActivationForm(BaseForm):
    """The key pairs that a lead ticked, each with the role and team that the page showed."""

    keys = forms.MultipleChoiceField(
        label=gettext_lazy("Schlüssel"), choices=(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, waiting: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["keys"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(waiting)
        field.error_messages["required"] = _("Bitte mindestens einen Schlüssel ankreuzen.")
        field.error_messages["invalid_choice"] = _(
            "Inzwischen hat sich etwas geändert. Bitte die Liste noch einmal ansehen."
        )

    def clean_keys(self) -> list[Activation]:
        """Return what was agreed to."""
        return [read_activation(value) for value in self.cleaned_data["keys"]]


class ProfileForm(BaseModelForm):
    """The own name, language, mails and keys."""

    class Meta:
        model = User
        fields = ("name", "language", "mails", "single_keys")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mails"].required = False  # a form without it leaves it as it is

    def clean_mails(self) -> str:
        """Return the choice, or the one that was."""
        choice: str = self.cleaned_data["mails"]
        return choice or self.instance.mails


class LanguageForm(BaseForm):
    """The language of staff pages, from the switch in the header."""

    language = forms.ChoiceField(choices=[("de", "Deutsch"), ("en", "English")])


def write_activation(key_pair_id: UUID, scope: str) -> str:
    """Return the value of a tick on the activation page; `read_activation` reads it."""
    return f"{key_pair_id} {scope}"


def read_activation(value: str) -> Activation:
    """Return what a tick agreed to; raise ValidationError if it is none of ours."""
    key_pair_id, _space, scope = value.partition(" ")
    try:
        return Activation(UUID(key_pair_id), scope)
    except ValueError:
        raise ValidationError(_("Dieser Schlüssel ist unbekannt.")) from None
