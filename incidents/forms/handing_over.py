"""Who gets the cases that nobody else can open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import office_readers, with_absence
from ateams.web.forms import BaseForm
from incidents.forms.people import ColleagueField


class ShareForm(BaseForm):
    """Somebody of the office with an active key, other than oneself."""

    to = ColleagueField(label=_("Teilen mit"), queryset=User.objects.none())

    def __init__(self, *args: Any, me: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = with_absence(office_readers().exclude(pk=me.pk).order_by("name"))
