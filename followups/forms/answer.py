"""What a contact answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from trainings.enums import Answer
from trainings.models.follow_up import (
    ANSWER_LENGTH,
    EMAIL_LENGTH,
    FUNCTION_LENGTH,
    NAME_LENGTH,
)


class AnswerForm(BaseForm):
    """One of four answers, each with a button of its own, and a sentence if wanted.

    Browsers are not told the longest length: they would cut off what somebody pastes, unsaid.
    """

    text = forms.CharField(
        label=_("Möchten Sie etwas dazu schreiben? (freiwillig)"),
        help_text=_(
            "Höchstens 500 Zeichen. Zum Beispiel, welche Unterstützung hilft. "
            "Bitte nichts über einzelne Vorfälle."
        ),
        max_length=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer = forms.ChoiceField(
        choices=Answer.choices,
        error_messages={"required": _("Bitte eine der vier Antworten antippen.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)


class SuccessorForm(BaseForm):
    """Who is responsible from now on. Everything is voluntary."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-Mail"),
        max_length=EMAIL_LENGTH,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    function = forms.CharField(
        label=_("Funktion"),
        help_text=_("Zum Beispiel Schulleitung oder Vertrauenslehrkraft."),
        max_length=FUNCTION_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
