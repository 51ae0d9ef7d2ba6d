"""Which providers people can sign in with."""

from django import template
from django.conf import settings

from ateams.identity_providers import IdentityProvider

register = template.Library()


@register.simple_tag
def identity_providers() -> list[IdentityProvider]:
    """Return the configured providers."""
    providers: list[IdentityProvider] = settings.IDENTITY_PROVIDERS
    return providers
