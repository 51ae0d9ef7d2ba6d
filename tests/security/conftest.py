"""What the security tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.installation import Installation
from tests.servers import find_program


@pytest.fixture(scope="module")
def new_installation(request: pytest.FixtureRequest) -> Callable[..., Installation]:
    """Return what describes an installation on the database that the tests run on."""
    if request.config.getoption("--database") == "sqlite":
        return Installation.on_sqlite
    if not find_program("redis-server"):
        pytest.skip("Redis is not installed")
    return Installation.on_postgres
