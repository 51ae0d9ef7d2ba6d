"""Showing a box of another package."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from accounts.panels import Panel

register = template.Library()


@register.simple_tag(takes_context=True)
def render_panel(context: Context, panel: Panel) -> SafeString:
    """Render a panel's template with its values on top of those of the page."""
    assert context.template
    shown = context.template.engine.get_template(panel.template)
    with context.push(**panel.context):
        return shown.render(context)
