"""What a contact answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from trainings.enums import Answer
from trainings.models.follow_up import ANSWER_LENGTH


class AnswerForm(BaseForm):
    """One of four answers, each with a button of its own, and a sentence if wanted."""

    text = forms.CharField(
        label=_("Möchten Sie etwas dazu schreiben? (freiwillig)"),
        help_text=_(
            "Zum Beispiel, welche Unterstützung hilft oder wer jetzt zuständig ist. "
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
