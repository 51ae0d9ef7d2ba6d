"""Settings that would weaken the vault are refused."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from vault.costs import PASSPHRASE_COST, RECEIPT_COST


def ids(*, deploy: bool) -> set[str]:
    """Return the vault's complaints."""
    found = run_checks(tags=["vault"], include_deployment_checks=deploy)
    return {message.id or "" for message in found}


@pytest.fixture
def production(settings: Settings) -> Settings:
    settings.VAULT_PASSPHRASE_COST = (PASSPHRASE_COST.passes, PASSPHRASE_COST.memory)
    settings.VAULT_RECEIPT_COST = (RECEIPT_COST.passes, RECEIPT_COST.memory)
    settings.VAULT_COOKIE_SECURE = True
    return settings


def test_production_has_nothing_to_complain_of(production: Settings) -> None:
    assert ids(deploy=True) == set()


def test_costs_of_the_tests_are_refused_in_production_only() -> None:
    assert ids(deploy=False) == set()
    assert ids(deploy=True) == {"vault.E003", "vault.E004", "vault.E005"}


@pytest.mark.parametrize("cost", [(2, 64 * 1024 * 1024), (3, 63 * 1024 * 1024)])
def test_cheaper_passphrases_are_refused(production: Settings, cost: tuple[int, int]) -> None:
    production.VAULT_PASSPHRASE_COST = cost
    assert ids(deploy=True) == {"vault.E003"}


def test_dearer_passphrases_are_welcome(production: Settings) -> None:
    production.VAULT_PASSPHRASE_COST = (4, 128 * 1024 * 1024)
    assert ids(deploy=True) == set()


def test_any_other_cost_of_receipts_is_refused(production: Settings) -> None:
    production.VAULT_RECEIPT_COST = (RECEIPT_COST.passes + 1, RECEIPT_COST.memory)
    assert ids(deploy=True) == {"vault.E004"}


def test_cookie_over_plain_http_is_refused(production: Settings) -> None:
    production.VAULT_COOKIE_SECURE = False
    assert ids(deploy=True) == {"vault.E005"}


@pytest.mark.parametrize("size", [0, 15, 17])
def test_salt_of_another_size_is_refused(settings: Settings, size: int) -> None:
    settings.RECEIPT_SALT = bytes(size)
    assert ids(deploy=False) == {"vault.E001"}


def test_both_halves_of_a_key_in_the_browser_are_refused(settings: Settings) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    assert ids(deploy=False) == {"vault.E002"}
