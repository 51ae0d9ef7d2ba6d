"""Forms that can be sent twice and count once."""

from uuid import uuid4

from django import forms

from ateams.web.forms import BaseForm


class OnceForm(BaseForm):
    """Carries an id that is drawn when the form is served and becomes that of what it makes."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
