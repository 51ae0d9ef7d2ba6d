"""Addresses of pages that carry their language."""

from django import template
from django.template.context import Context
from django.urls import translate_url

register = template.Library()


@register.simple_tag(takes_context=True)
def url_in_language(context: Context, language: str) -> str:
    """Return the address of the page being shown, query included, in another language."""
    request = context.get("request")
    return translate_url(request.get_full_path(), language) if request else f"/{language}/"
