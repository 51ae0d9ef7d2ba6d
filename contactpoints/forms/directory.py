"""What the public directory can be narrowed to. It stands in the address and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm


class DirectoryForm(BaseForm):
    """Which part of the city."""

    district = forms.ChoiceField(label=_("Stadtteil"), required=False)

    def __init__(self, *args: Any, districts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["district"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("alle")), *((name, name) for name in districts)]
