"""Which rows under a name are really this person's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from trainings.by_name import NamedRow


class NamesOfPersonForm(BaseForm):
    """Tick what is to stand with the account from now on."""

    keys = forms.MultipleChoiceField(
        label=_("Was davon war diese Person?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Wähle bitte mindestens einen Eintrag aus.")},
    )

    def __init__(self, *args: Any, rows: Iterable[NamedRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["keys"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(row.key, _line(row)) for row in rows]


def _line(row: NamedRow) -> str:
    day = f", {date_format(row.day, 'SHORT_DATE_FORMAT')}" if row.day else ""
    return f"{row.training}{day}: {row.kind} ({row.written})"
