"""What a new training begins with."""

from __future__ import annotations

from uuid import UUID

from django import forms

from ateams.web.forms import BaseForm


class OriginForm(BaseForm):
    """Another training, or a request, named in the address; what is no id is ignored."""

    like = forms.UUIDField(required=False)
    request = forms.UUIDField(required=False)

    def value(self, name: str) -> UUID | None:
        """Return an id, or nothing."""
        self.full_clean()
        found: UUID | None = self.cleaned_data.get(name)
        return found
