"""Proposing a step, and deciding about one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.web.forms import BaseForm
from ateams.workdays import add_working_days
from incidents.enums import Outcome
from incidents.forms.days import not_past
from incidents.forms.once import OnceForm
from incidents.forms.people import ColleagueField
from incidents.forms.work import colleagues
from incidents.models import Case

# Until when a proposal is done that became a task, unless somebody says otherwise.
WORKING_DAYS = 3


class ProposalForm(OnceForm):
    """What the office could do."""

    text = forms.CharField(
        label=_("Dein Vorschlag"),
        help_text=_("Zum Beispiel: „Ein Gespräch mit der Klassenleitung, ohne Namen zu nennen.“"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schreib bitte, was du vorschlägst.")},
    )


class ProposalTaskForm(BaseForm):
    """Who does what was proposed, and by when; filled in so that one click is enough."""

    due_on = forms.DateField(label=_("Bis wann?"))
    person = ColleagueField(label=_("Wer?"), queryset=User.objects.none())

    def __init__(self, *args: Any, case: Case, me: User, **kwargs: Any) -> None:
        first: dict[str, Any] = {"due_on": add_working_days(timezone.localdate(), WORKING_DAYS)}
        first["person"] = case.responsible_id or me.pk
        super().__init__(*args, initial=first, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, ColleagueField)
        field.queryset = colleagues(case)

    def share_choices(self, other: ProposalTaskForm) -> None:
        """Show the people that another form of the page has read."""
        field, known = self.fields["person"], other.fields["person"]
        assert isinstance(field, ColleagueField)
        assert isinstance(known, ColleagueField)
        field.choices = known.choices = list(cast("Iterable[tuple[Any, Any]]", known.choices))

    def clean_due_on(self) -> date:
        """Refuse a day that has passed."""
        return not_past(self.cleaned_data["due_on"])


class SettleForm(BaseForm):
    """Taken up or not, each a button."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
