"""What a participant thinks: four statements and two lines of text, all of it voluntary."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from trainings.feedback import Round
from trainings.models.feedback import TEXT_LENGTH

SCALE_WORDS = [
    ("5", _("stimmt genau")),
    ("4", _("stimmt eher")),
    ("3", _("teils, teils")),
    ("2", _("stimmt eher nicht")),
    ("1", _("stimmt gar nicht")),
]


class FeedbackForm(BaseForm):
    """The questions of one round."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, statement in asked.questions.items():
            self.fields[name] = forms.TypedChoiceField(
                label=str(statement),
                choices=SCALE_WORDS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self._ratings = list(asked.questions)
        for name, label in (("good", _("Was war gut?")), ("better", _("Was geht besser?"))):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=TEXT_LENGTH,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            )
        self.fields["good"].help_text = _(
            "Bitte keine Namen, auch nicht deinen. Die Leitung der Schulung liest mit."
        )
        self.initial["submission"] = uuid.uuid4()

    @property
    def rating_fields(self) -> list[BoundField]:
        """The statements' fields, for the template."""
        return [self[name] for name in self._ratings]

    def ratings(self) -> dict[str, int | None]:
        """Return the valid form's ratings by statement."""
        return {name: self.cleaned_data[name] for name in self._ratings}
