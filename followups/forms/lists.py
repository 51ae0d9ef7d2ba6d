"""What the lists are narrowed by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import MailState
from ateams.web.forms import BaseForm


class AgendaForm(BaseForm):
    """Whose dates: one's own, or all that one may see."""

    show = forms.ChoiceField(choices=[("mine", _("Für mich")), ("all", _("Alle"))], required=False)

    @property
    def only_mine(self) -> bool:
        """Whether only one's own are wanted; so it is without a choice, or with an unknown one."""
        return not self.is_valid() or self.cleaned_data["show"] != "all"


class MailStateForm(BaseForm):
    """Mails in one state."""

    state = forms.ChoiceField(
        label=_("Stand"), choices=[("", _("alle")), *MailState.choices], required=False
    )

    @property
    def wanted(self) -> str:
        """The state, or nothing for all."""
        return self.cleaned_data["state"] if self.is_valid() else ""
