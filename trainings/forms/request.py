"""An institution asks for a training."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from trainings.enums import Group
from trainings.models.attendance import MOST_HEADS
from trainings.models.request import WISH_LENGTH
from trainings.services import Wish
from trainings.topics import Topic

# What belongs inside the office, not into a wish of an institution.
_INTERNAL = {Topic.COACHING, Topic.NETWORK_MEETING, Topic.DOCUMENTATION, Topic.YOUTH_WORK}


class RequestForm(BaseForm):
    """Who asks, for whom, and about what; the day is agreed on later."""

    mark_optional = True

    submission = forms.UUIDField(widget=forms.HiddenInput)
    institution_name = forms.CharField(
        label=_("Name der Einrichtung"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name = forms.CharField(
        label=_("Ihr Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    group = forms.ChoiceField(
        label=_("Für wen ist die Schulung?"), choices=Group.choices, widget=forms.RadioSelect
    )
    heads = forms.IntegerField(
        label=_("Wie viele Personen ungefähr?"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HEADS)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(
        label=_("Worum soll es gehen?"),
        choices=[(code, label) for code, label in Topic.choices if code not in _INTERNAL],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(
        label=_("Wann passt es, und was sollen wir wissen?"),
        help_text=_("Bitte nichts über einzelne Vorfälle; dafür gibt es das Meldeformular."),
        max_length=WISH_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4

    def wish(self, language: str) -> Wish:
        """Return what the valid form asks for."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "submission"}
        return Wish(**data, language=language)
