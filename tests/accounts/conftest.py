"""Pages of this package alone."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from accounts import navigation, panels
from tests.identity_provider import IdentityProvider


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what other packages add to every page, so that queries can be counted."""
    monkeypatch.setattr(navigation, "_places", {})
    monkeypatch.setattr(navigation, "_actions", {})
    monkeypatch.setattr(panels, "_institution_panels", {})
    monkeypatch.setattr(panels, "_start_panels", {})


@pytest.fixture
def city(settings: Settings) -> Iterator[IdentityProvider]:
    """Run a provider that the settings name; nobody has tried to sign in so far."""
    cache.clear()
    with IdentityProvider() as provider:
        settings.IDENTITY_PROVIDERS = [provider.settings()]
        yield provider
