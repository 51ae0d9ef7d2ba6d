"""How many people of each group came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from ateams.web.forms import BaseForm
from trainings.enums import Group
from trainings.models.attendance import MOST_HEADS

_PREFIX = "heads_"


class HeadCountForm(BaseForm):
    """A number for each group, empty for nobody; phones show their number pad.

    The page carries the counts it has shown, so that a count corrected by somebody else meanwhile
    is not set back by a form that only shows it.
    """

    def __init__(self, *args: Any, counted: Mapping[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in Group:
            self.fields[f"{_PREFIX}{group}"] = forms.IntegerField(
                label=group.label,
                min_value=0,
                max_value=MOST_HEADS,
                required=False,
                show_hidden_initial=True,
                initial=(counted or {}).get(group),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    @property
    def head_fields(self) -> list[BoundField]:
        """The groups' fields, for the template."""
        return [self[name] for name in self.fields if name.startswith(_PREFIX)]

    def changed_heads(self) -> dict[str, int]:
        """Return the counts that differ from those the page has shown."""
        return {
            group: count
            for group, count in self.heads().items()
            if f"{_PREFIX}{group}" in self.changed_data
        }

    def heads(self) -> dict[str, int]:
        """Return the valid form's counts by group; zero for groups left empty."""
        return {group.value: self.cleaned_data[f"{_PREFIX}{group}"] or 0 for group in Group}
