"""What every test may use: a database on a throw-away server, personas, a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import environ
import hypothesis
import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own

from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from playwright.sync_api import Browser, BrowserContext, Page

from followups.counting import Waiting
from tests import migrated
from tests.servers import PostgresServer, RedisServer, find_program

pytest_plugins = ["tests.personas"]

# How long an example takes says what else the machine is doing, and nothing about the code.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["postgres", "sqlite"],
        default="postgres" if PostgresServer.program("initdb") else "sqlite",
        help="Which database the tests run on.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the database server once, in the process that controls the run."""
    data_dir = os.environ.setdefault("TEST_DATA_DIR", mkdtemp(prefix="ateams-test-"))
    settings.DATA_DIR = Path(data_dir)
    # Each process has a database of its own, and knows no file of another's.
    settings.MEDIA_ROOT = settings.DATA_DIR / os.environ.get("PYTEST_XDIST_WORKER", "files")
    if config.getoption("--database") == "sqlite":
        return
    if "TEST_DATABASE_URL" not in os.environ:
        server = PostgresServer().create(migrated.cluster())
        config.add_cleanup(server.destroy)
        config.add_cleanup(_forget_database)
        os.environ["TEST_DATABASE_URL"] = server.url
    url = environ.Env().db_url("TEST_DATABASE_URL")
    defaults = settings.DATABASES["default"]
    defaults.update(OPTIONS={}, CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=False)
    defaults.update(url)
    defaults["TEST"] = {**defaults.get("TEST", {}), "TEMPLATE": url["NAME"]}
    connections.settings["default"].update(defaults)
    if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        del connections["default"]  # made while the models were imported, for SQLite


def _forget_database() -> None:
    os.environ.pop("TEST_DATABASE_URL", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the chosen database or machine cannot show; CI must have everything."""
    chromium = find_program("chromium-headless-shell") and find_program("chromium")
    on_sqlite = config.getoption("--database") == "sqlite"
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        says_something = item.path.relative_to(config.rootpath / "tests").parts[0] not in _ONCE
        on_database = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}
        if says_something and on_database and not fixtures & _VISITORS:
            item.add_marker("database")
        if item.get_closest_marker("browser") and not chromium:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))
        if item.get_closest_marker("postgres") and on_sqlite:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
    items.sort(key=_programs_first)


def _programs_first(item: pytest.Item) -> int:
    """Begin with what waits for other programs, so that no core idles at the end."""
    slow_first = ("processes", "browser")
    kinds = [number for number, kind in enumerate(slow_first) if item.get_closest_marker(kind)]
    return min(kinds, default=len(slow_first))


# What runs on both databases: services, constraints and sweeps, and what names the marker
# `database` itself. Pages are the same on both; the matrix of addresses asks for each on SQLite.
_ONCE = {"architecture", "docs", "security", "web"}
_VISITORS = {"admin", "client", "coordinator", "counsellor", "lead", "member"}


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Leave the database where it is: its server goes as a whole, whoever is still connected."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Make content types once, not anew whenever a test empties all tables; nobody asks them."""
    post_migrate.receivers.clear()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """Run a Redis server of this run's own."""
    if not find_program("redis-server"):
        pytest.skip("Redis is not installed")
    server = RedisServer().start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def navigation_that_does_not_count(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep the number beside "Agenda" out of pages that are tested for something else.

    It is counted once and then remembered for a minute: one page would take many queries more than
    the next one. Tests of the follow-ups leave it as it is.
    """
    if "followups" not in request.path.parts:
        monkeypatch.setattr("followups.panels.roughly_waiting", lambda _request: Waiting())


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": find_program("chromium-headless-shell"), "args": CHROMIUM_FLAGS}


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[Page]:
    """Open a page on a phone, 390 px wide, with JavaScript."""
    yield from _page(browser, live_server, width=390, height=844)


@pytest.fixture
def phone_without_javascript(browser: Browser, live_server: object) -> Iterator[Page]:
    """Open a page on an old phone, 360 px wide, without JavaScript."""
    yield from _page(browser, live_server, width=360, height=740, java_script_enabled=False)


@pytest.fixture
def desk(browser: Browser, live_server: object) -> Iterator[Page]:
    """Open a page on a desk, 1280 px wide."""
    yield from _page(browser, live_server, width=1280, height=900)


def _page(
    browser: Browser, live_server: object, *, width: int, height: int, **options: object
) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        base_url=str(live_server),
        viewport={"width": width, "height": height},
        locale="de-DE",
        **options,  # type: ignore[arg-type]
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
