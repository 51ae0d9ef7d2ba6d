"""Which month the calendar shows."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone

from ateams.web.forms import BaseForm

_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 1)


class MonthForm(BaseForm):
    """A month as 2026-11; what is none means this month."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"])

    def first_day(self) -> date:
        """Return the first day of the month asked for, or else of this one."""
        asked: date | None = self.cleaned_data.get("month") if self.is_valid() else None
        if asked and _FIRST <= asked <= _LAST:
            return asked
        return timezone.localdate().replace(day=1)
