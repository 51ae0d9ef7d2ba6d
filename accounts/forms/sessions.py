"""Ending a session."""

from __future__ import annotations

from django import forms

from ateams.web.forms import BaseForm


class EndSessionForm(BaseForm):
    """Which of the own sessions is to end."""

    session = forms.CharField(max_length=64)
