"""Proposing a step, and deciding about one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.enums import Outcome
from incidents.forms.once import OnceForm


class ProposalForm(OnceForm):
    """What the office could do."""

    text = forms.CharField(
        label=_("Dein Vorschlag"),
        help_text=_("Zum Beispiel: „Ein Gespräch mit der Klassenleitung, ohne Namen zu nennen.“"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schreib bitte, was du vorschlägst.")},
    )


class SettleForm(BaseForm):
    """Taken up or not, each a button."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
