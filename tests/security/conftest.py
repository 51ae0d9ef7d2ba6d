"""What the security tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.installation import Installation
from tests.personas import Persona, give_key
from tests.security.attack import Attack, make_attack
from tests.servers import find_program
from vault.services import make_recovery_key

# Whoever attacks at every address takes long: the suite goes to a part, always the same.
EXTENTS = [
    pytest.param(6, id="every sixth address"),
    pytest.param(1, id="everywhere", marks=pytest.mark.prove),
]


@pytest.fixture(scope="module")
def new_installation(request: pytest.FixtureRequest) -> Callable[..., Installation]:
    """Return what describes an installation on the database that the tests run on."""
    if request.config.getoption("--database") == "sqlite":
        return Installation.on_sqlite
    if not find_program("redis-server"):
        pytest.skip("Redis is not installed")
    return Installation.on_postgres


@pytest.fixture(scope="module")
def attacked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Attack]:
    """Make one world for all tests of a module; it vanishes with the module."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as around every test
    with django_db_blocker.unblock(), block:
        yield make_attack()
        transaction.set_rollback(True)


@pytest.fixture(params=EXTENTS)
def attack(attacked: Attack, request: pytest.FixtureRequest, db: None) -> Attack:
    """Return the module's world; what a test does to it is taken back."""
    return replace(attacked, every=request.param)


@pytest.fixture
def office(lead: Persona, counsellor: Persona, member: Persona, coordinator: Persona) -> None:
    """Give office and team active keys, and the safe a recovery key."""
    cache.clear()
    make_recovery_key()
    give_key(lead, counsellor, member, coordinator)
