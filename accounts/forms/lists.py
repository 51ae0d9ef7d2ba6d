"""Downloading a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm


class ExportForm(BaseForm):
    """In which format; `query` are the filters of the page, as they stand in its address."""

    FORMATS = (("xlsx", _("Excel (XLSX)")), ("csv", "CSV"))

    format = forms.ChoiceField(choices=FORMATS)
    query = forms.CharField(required=False, max_length=2000)
