"""What the lists are narrowed by."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import MailState
from ateams.web.forms import BaseForm
from followups.agenda import Pressing
from followups.mail_list import MailFilter
from followups.presenters import kind_choices

SENT = "sent"
# Nothing is derived for months that nobody plans in, or in which nothing can be open any more.
_MONTHS_BACK, _MONTHS_AHEAD = 36, 18


class AgendaForm(BaseForm):
    """Whose dates, which of them, and how they are shown. What is unknown counts as not given."""

    show = forms.ChoiceField(choices=[("mine", _("Für mich")), ("all", _("Alle"))], required=False)
    part = forms.ChoiceField(choices=[*Pressing.choices, (SENT, _("Verschickt"))], required=False)
    view = forms.ChoiceField(choices=[("calendar", _("Kalender"))], required=False)
    month = forms.DateField(required=False, input_formats=["%Y-%m"])
    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def wanted(self, name: str) -> str:
        """Return what was chosen, or nothing; one unknown choice leaves the others as they are."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def only_mine(self) -> bool:
        """Whether only one's own are wanted; so it is without a choice, or with an unknown one."""
        return self.wanted("show") != "all"

    @property
    def only_part(self) -> str:
        """The one heading that is wanted, "sent", or nothing for an overview."""
        return self.wanted("part")

    @property
    def in_calendar(self) -> bool:
        """Whether the items are to stand in a month."""
        return self.wanted("view") == "calendar"

    def first_day(self) -> date:
        """Return the first day of the month asked for, or else of this one."""
        this_month = timezone.localdate().replace(day=1)
        asked = self._date("month") or this_month
        first = this_month - relativedelta(months=_MONTHS_BACK)
        return asked if first <= asked <= _latest(this_month) else this_month

    def only_day(self) -> date | None:
        """Return the one day that is wanted, if any that the calendar reaches."""
        day = self._date("day")
        return day if day and day < _latest(timezone.localdate()) else None

    def query(self, **changed: str) -> str:
        """Return the address of the same list with something changed; pages start anew."""
        told = {"show": "" if self.only_mine else "all", **changed}
        return "?" + urlencode({name: value for name, value in told.items() if value})

    def _date(self, name: str) -> date | None:
        self.is_valid()
        found: date | None = self.cleaned_data.get(name)
        return found


class MailFilterForm(BaseForm):
    """Mails of one state, kind or day."""

    state = forms.ChoiceField(
        label=_("Stand"), choices=[("", _("alle")), *MailState.choices], required=False
    )
    kind = forms.ChoiceField(label=_("Art"), choices=kind_choices, required=False)
    day = forms.DateField(
        label=_("Geschrieben am"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    @property
    def wanted(self) -> MailFilter:
        """Return what was chosen; what cannot be understood narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        return MailFilter(
            chosen.get("state") or "", chosen.get("kind") or "", chosen.get("day") or None
        )


class ResendForm(MailFilterForm):
    """The same, and when whoever clicks looked at the list."""

    until = forms.DateTimeField(required=True, widget=forms.HiddenInput)


def _latest(month: date) -> date:
    return month + relativedelta(months=_MONTHS_AHEAD)
