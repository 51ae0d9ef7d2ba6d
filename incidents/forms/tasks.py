"""Something to do in a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.forms.days import not_past
from incidents.forms.once import OnceForm
from incidents.forms.people import ColleagueField
from incidents.forms.work import colleagues
from incidents.models import Case

LONGEST = 2000


class TaskForm(OnceForm):
    """What, who and by when."""

    text = forms.CharField(
        label=_("Was ist zu tun?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Schreib bitte, was zu tun ist.")},
    )
    due_on = forms.DateField(label=_("Bis wann?"))
    person = ColleagueField(label=_("Wer?"), queryset=User.objects.none())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(case)

    def clean_due_on(self) -> date:
        """Refuse a day that has passed."""
        return not_past(self.cleaned_data["due_on"])
