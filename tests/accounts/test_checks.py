"""Settings with which the sign-in would promise more than it holds are named."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from pytest_django import Settings


@pytest.fixture
def production(settings: Settings) -> Settings:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    return settings


def ids(*, deploy: bool = True) -> set[str]:
    found = run_checks(tags=["accounts"], include_deployment_checks=deploy)
    return {message.id or "" for message in found if (message.id or "").startswith("accounts.")}


def test_production_has_nothing_to_complain_of(production: Settings) -> None:
    assert ids() == set()


def test_production_without_second_factor_is_refused(production: Settings) -> None:
    production.REQUIRE_SECOND_FACTOR = False
    assert ids() == {"accounts.E001"}
    assert ids(deploy=False) == set()


@pytest.mark.parametrize(("https", "found"), [(True, {"accounts.W001"}), (False, set())])
def test_proxy_that_is_not_counted_is_named(
    production: Settings, https: bool, found: set[str]
) -> None:
    production.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    production.SECURE_SSL_REDIRECT = https
    assert ids() == found
