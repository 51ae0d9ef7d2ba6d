"""The one search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm


class SearchForm(BaseForm):
    """What stands in the address of the search."""

    q = forms.CharField(
        label=_("Suchbegriff"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
