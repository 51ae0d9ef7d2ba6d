"""Confirming several trainings at once, and correcting their head counts in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trainings.forms.heads import HeadCountForm
from trainings.models import Training


class ConfirmRow(HeadCountForm):
    """One training that waits: a tick to confirm it, and its head counts."""

    confirm = forms.BooleanField(label=_("bestätigen"), required=False)

    def __init__(self, data: QueryDict | None, *, training: Training) -> None:
        self.training = training
        counted = {row.group: row.count for row in training.head_counts.all()}
        super().__init__(data, prefix=str(training.id), counted=counted)

    @property
    def shown_heads(self) -> list[BoundField]:
        """The groups that were counted, or are wrong."""
        return [field for field in self.head_fields if field.initial or field.errors]

    @property
    def other_heads(self) -> list[BoundField]:
        """The groups that nobody was counted in."""
        return [field for field in self.head_fields if not (field.initial or field.errors)]


class ConfirmForm:
    """All rows of the page as one form: valid when every row is and something is to be done."""

    def __init__(self, trainings: Iterable[Training], data: QueryDict | None = None) -> None:
        self.rows = [ConfirmRow(data, training=training) for training in trainings]
        self.nothing_chosen = False

    def is_valid(self) -> bool:
        """Check all rows, and that one is ticked or changed."""
        valid = not self.errors  # of every row, so that all mistakes are shown at once
        self.nothing_chosen = valid and not (self.chosen() or self.corrections())
        return valid and not self.nothing_chosen

    def chosen(self) -> list[UUID]:
        """Return which trainings are ticked."""
        return [row.training.id for row in self.rows if row.cleaned_data["confirm"]]

    def corrections(self) -> Mapping[UUID, Mapping[str, int]]:
        """Return the changed head counts by training."""
        changed = {row.training.id: row.changed_heads() for row in self.rows}
        return {training_id: heads for training_id, heads in changed.items() if heads}

    @property
    def errors(self) -> dict[str, Any]:
        """All rows' errors, for the title of the page."""
        return {f"{row.prefix}-{name}": e for row in self.rows for name, e in row.errors.items()}
