"""What the lists are narrowed by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import MailState
from ateams.web.forms import BaseForm
from followups.mail_list import MailFilter
from followups.presenters import kind_choices


class AgendaForm(BaseForm):
    """Whose dates: one's own, or all that one may see."""

    show = forms.ChoiceField(choices=[("mine", _("Für mich")), ("all", _("Alle"))], required=False)

    @property
    def only_mine(self) -> bool:
        """Whether only one's own are wanted; so it is without a choice, or with an unknown one."""
        return not self.is_valid() or self.cleaned_data["show"] != "all"


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
