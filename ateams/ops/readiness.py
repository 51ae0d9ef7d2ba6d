"""Whether this process can do its work: database reachable, migrations applied."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class _MigrationsMissingError(Exception):
    """A migration has not been applied. Raised, so that the answer is not remembered."""


def trouble() -> str:
    """Return what keeps the process from working, in two words, or an empty string.

    Broker, worker and beat do not count: without them the report form still has to work.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _check_migrations()
    except DatabaseError:
        return "no database"
    except _MigrationsMissingError:
        return "migrations missing"
    return ""


@cache
def _check_migrations() -> None:
    """Raise while a migration is missing; what is applied stays so for this process."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _MigrationsMissingError
