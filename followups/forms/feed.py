"""The address of the agenda's feed."""

from __future__ import annotations

from django import forms

from ateams.web.forms import BaseForm


class AgendaFeedForm(BaseForm):
    """A new address, or none any more: one button each."""

    what = forms.ChoiceField(choices=[("make", "make"), ("end", "end")])
