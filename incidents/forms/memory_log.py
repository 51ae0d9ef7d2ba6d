"""The memory log as a form: nothing has to be filled in, and nothing is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.memory_log import LINE, QUESTIONS, Question

ROWS = {"what": 9}


class MemoryLogForm(BaseForm):
    """One field for each question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.name] = _field(question)

    @property
    def as_hidden(self) -> SafeString:
        """Carry the answers on in a page that only shows them."""
        return mark_safe("".join(self[name].as_hidden() for name in self.fields))  # noqa: S308


def _field(question: Question) -> forms.CharField:
    short = question.longest == LINE
    attrs: dict[str, Any] = {"autocomplete": "off"}
    if not short:
        attrs["rows"] = ROWS.get(question.name, 3)
    return forms.CharField(
        label=str(question.label),
        help_text=str(question.hint),
        max_length=question.longest,
        required=False,
        widget=(forms.TextInput if short else forms.Textarea)(attrs=attrs),
        error_messages={
            "max_length": _("Das sind %(show_value)d Zeichen. Es passen %(limit_value)d hinein."),
        },
    )
