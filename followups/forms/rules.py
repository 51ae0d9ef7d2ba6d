"""One stage of a rule, and the day until which things are listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import Hours
from ateams.web.forms import BaseForm
from followups.default_rules import Stage, countings_of, make_rule, roles_of
from followups.enums import Counting, Who
from followups.models import QUIET_AT_NIGHT, Rule
from followups.rule_checks import MOST, MOST_REPEAT, check_rule

_UNKNOWN = {"invalid_choice": _("Das steht nicht zur Auswahl.")}


class RuleForm(BaseForm):
    """When a stage comes, whom it tells, and in which hours."""

    number = forms.IntegerField(
        label=_("Wie viele Tage"),
        help_text=_("0 heißt: am Termin selbst."),
        min_value=0,
        max_value=max(MOST.values()),
    )
    direction = forms.ChoiceField(
        label=_("Vor oder nach dem Termin"),
        choices=[("after", _("nach dem Termin")), ("before", _("vor dem Termin"))],
        error_messages=_UNKNOWN,
    )
    counting = forms.ChoiceField(
        label=_("Welche Tage zählen"),
        help_text=_(
            "Arbeitstage: Montag bis Freitag ohne Feiertage. Schultage: außerdem ohne Schulferien."
        ),
        choices=Counting.choices,
        error_messages=_UNKNOWN,
    )
    repeat_days = forms.IntegerField(
        label=_("Danach wiederholen alle … Tage"),
        help_text=_("Bis es erledigt ist. Leer heißt: nicht wiederholen."),
        required=False,
        min_value=1,
        max_value=MOST_REPEAT,
    )
    who = forms.ChoiceField(
        label=_("Wer erinnert wird"), choices=Who.choices, error_messages=_UNKNOWN
    )
    otherwise = forms.ChoiceField(
        label=_("Wer stattdessen, wenn es da niemanden gibt"),
        choices=Who.choices,
        error_messages=_UNKNOWN,
    )
    hours = forms.ChoiceField(
        label=_("Wann Mails hinausgehen"),
        help_text=_(
            "Nachts nie. Dringendes geht täglich von 8 bis 20 Uhr hinaus, Stufen nach Schultagen "
            "an Schultagen von 8 bis 18 Uhr."
        ),
        choices=[(hours.value, hours.label) for hours in QUIET_AT_NIGHT],
        error_messages=_UNKNOWN,
    )
    active = forms.BooleanField(label=_("Diese Stufe gilt"), required=False)

    def __init__(self, *args: Any, rule: Rule, others: Iterable[Rule], **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(rule))
        super().__init__(*args, **kwargs)
        self._rule, self._others = rule, list(others)
        roles = [(who.value, who.label) for who in roles_of(rule.kind)]
        self._offer("who", roles)
        self._offer("otherwise", roles)
        countings = [(counting.value, counting.label) for counting in countings_of(rule.kind)]
        self._offer("counting", countings)

    def clean(self) -> dict[str, Any]:
        """Refuse what is nonsense beside the other stages of the kind."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_rule(self.rule(), self._others)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    def rule(self) -> Rule:
        """Return the stage as it was filled in, not stored."""
        told = self.cleaned_data
        number = told["number"] * (-1 if told["direction"] == "before" else 1)
        rule = make_rule(
            Stage(
                self._rule.kind,
                self._rule.stage,
                number,
                Counting(told["counting"]),
                told["repeat_days"],
                told["who"],
                told["otherwise"],
            )
        )
        rule.active = told["active"]
        if rule.hours != Hours.SCHOOL:
            rule.hours = told["hours"]
        return rule

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class DueForm(BaseForm):
    """Until which day; today without an answer, or with one that is no day."""

    on = forms.DateField(label=_("Fällig bis"), required=False)

    @property
    def day(self) -> date:
        """The day until which things are listed."""
        told = self.cleaned_data["on"] if self.is_valid() else None
        return told or timezone.localdate()


def _initial(rule: Rule) -> dict[str, Any]:
    return {
        "number": abs(rule.offset),
        "direction": "before" if rule.offset < 0 else "after",
        "counting": rule.counting.value,
        "repeat_days": rule.repeat_days,
        "who": rule.who,
        "otherwise": rule.otherwise,
        "hours": Hours.OFFICE if rule.school_days else rule.hours,
        "active": rule.active,
    }
