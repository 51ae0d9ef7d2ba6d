"""From when to when somebody is away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import named_with_absence, stand_ins_for, with_absence
from ateams.web.forms import BaseForm

LONGEST = timedelta(days=366)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody, named together with until when they are away; see `with_absence`."""

    def label_from_instance(self, obj: User) -> str:
        """Say who it is, and whether they are there."""
        return named_with_absence(obj)


class AbsenceForm(BaseForm):
    """Two days and, if there is one, a stand-in."""

    first_day = forms.DateField(label=_("Erster Tag"), initial=timezone.localdate)
    last_day = forms.DateField(label=_("Letzter Tag"))
    stand_in = PersonField(
        label=_("Vertretung"),
        help_text=_("Sie liest dadurch nicht mehr als sonst."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("niemand"),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stand_in"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = with_absence(stand_ins_for(person))

    def clean_last_day(self) -> date:
        """Refuse a day that has passed."""
        day: date = self.cleaned_data["last_day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Dieser Tag ist schon vorbei."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and a time that is most likely a wrong year."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Der letzte Tag liegt vor dem ersten."))
        elif first and last and last - first > LONGEST:
            self.add_error("last_day", _("Das ist mehr als ein Jahr. Stimmt das Jahr?"))
        return cleaned
