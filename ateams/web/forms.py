"""Placeholder."""

from django.forms.renderers import TemplatesSetting


class KernRenderer(TemplatesSetting):
    pass
