"""Signing up for a training, by a link and without an account."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from trainings.enums import Feed


class SignUpForm(BaseForm):
    """Name and address, neither of which is needed."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name (freiwillig)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-Mail (freiwillig)"),
        required=False,
        help_text=_(
            "Dann kommt dein Link zum Abmelden per Mail, und du erfährst, wenn sich etwas ändert."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4


class ComingForm(BaseForm):
    """Whether somebody comes: one of two buttons."""

    coming = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


class OpenForm(BaseForm):
    """Whether the sign-up is to be open: one of two buttons."""

    open = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


class FeedForm(BaseForm):
    """Which calendar feed gets a new address, or ends: one button each."""

    shows = forms.ChoiceField(choices=Feed.choices)
    what = forms.ChoiceField(choices=[("make", ""), ("end", "")])
