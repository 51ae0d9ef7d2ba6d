"""PostgreSQL, set as docker-compose.yml sets it, writes down nothing of what people wrote."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import psycopg
import pytest
from django.core.checks import run_checks
from django.db import connection

from ateams.ops.checks import QUIET
from tests.ops.processes import PROJECT
from tests.servers import PostgresServer

COMPOSE = (PROJECT / "docker-compose.yml").read_text()
DOCUMENT = (PROJECT / "docs" / "security" / "database-rights.md").read_text()
MARKER = f"marker{secrets.token_hex(8)}"
# Each fails, with the marker in the statement, in the message or in its detail.
FAILING = [
    f"SELECT '{MARKER}'::uuid",
    f"SELECT '{MARKER}' FROM nowhere",
    f"INSERT INTO story VALUES ('{MARKER}')",
    f"INSERT INTO story VALUES ('{MARKER}' || repeat('x', 100))",
    f"INSERT INTO story VALUES ('{MARKER[:9]}'), (NULL)",
    f"DO $$ BEGIN RAISE WARNING '{MARKER}'; RAISE EXCEPTION '{MARKER}'; END $$",
]
WITH_PARAMETERS = ["SELECT %s::uuid", "INSERT INTO story VALUES (%s)", "SELECT %s::int"]


def options() -> dict[str, str]:
    return dict(re.findall(r"^      - -c(\w+)=(\S+)$", COMPOSE, re.MULTILINE))


def written(server: PostgresServer) -> str:
    """Make all statements fail on the server; return its log."""
    with psycopg.connect(server.url, autocommit=True) as client:
        client.execute("CREATE TABLE story (text varchar(60) PRIMARY KEY)")
        client.execute(f"INSERT INTO story VALUES ('{MARKER}')".encode())
        for statement in FAILING:
            with pytest.raises(psycopg.Error):
                client.execute(statement.encode())
        for cursor in (psycopg.Cursor(client), psycopg.ClientCursor(client)):
            for statement in WITH_PARAMETERS:
                with pytest.raises(psycopg.Error):
                    cursor.execute(statement.encode(), [MARKER])
    server.stop("fast")
    log = (server.folder / "log").read_text()
    server.start()
    return log


@pytest.fixture(params=["quiet", "as it comes"])
def server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    if not PostgresServer.program("initdb"):
        pytest.skip("PostgreSQL is not installed")
    quiet = " ".join(f"-c {name}={value}" for name, value in options().items())
    server = PostgresServer(options=quiet if request.param == "quiet" else "").create()
    yield server
    server.destroy()


@pytest.mark.processes
def test_values_reach_the_log_only_of_a_server_as_it_comes(
    server: PostgresServer,
) -> None:
    assert (MARKER in written(server)) is (server.options == "")


def test_compose_document_and_check_name_the_same_settings() -> None:
    documented = dict(re.findall(r"^(log_\w+) = (\S+)$", DOCUMENT, re.MULTILINE))
    assert options() == documented == QUIET


@pytest.mark.postgres
@pytest.mark.django_db
def test_check_warns_of_what_is_written_down() -> None:
    with connection.cursor() as cursor:
        for name, value in QUIET.items():
            cursor.execute(f"SET LOCAL {name} = {value if value != '-1' else -1}")
        assert run_checks(tags=["database"], databases=["default"]) == []
        cursor.execute("SET LOCAL log_statement = 'all'")
    (warning,) = run_checks(tags=["database"], databases=["default"])
    assert "log_statement is all, not none" in warning.msg
    assert warning.id == "ops.W001"
