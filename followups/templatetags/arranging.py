"""Addresses of the pages on which an item is put off or passed on."""

from urllib.parse import urlencode

from django import template

from ateams.due import DueItem

register = template.Library()


@register.filter
def naming(item: DueItem) -> str:
    """Return what names an item in an address."""
    named = {"kind": item.kind, "object": item.object_id, "due": item.derived_on.isoformat()}
    return urlencode(named)
