"""Choosing a colleague."""

from django import forms

from accounts.models import User
from accounts.selectors import named_with_absence


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody of the office, named together with until when they are away."""

    def label_from_instance(self, obj: User) -> str:
        """Say who it is, and whether they are there."""
        return named_with_absence(obj)
