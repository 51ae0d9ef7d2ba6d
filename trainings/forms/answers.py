"""Noting down what a responsible contact said on the phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from trainings.enums import FOLLOW_UP_MONTHS, Answer
from trainings.models.follow_up import ANSWER_LENGTH


class NotedAnswerForm(BaseForm):
    """An answer that somebody gave by word of mouth."""

    months = forms.TypedChoiceField(
        choices=[(months, months) for months in FOLLOW_UP_MONTHS],
        coerce=int,
        widget=forms.HiddenInput,
    )
    answer = forms.ChoiceField(label=_("Antwort"), choices=Answer.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Was wurde gesagt?"),
        max_length=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
