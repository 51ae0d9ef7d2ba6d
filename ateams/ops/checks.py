"""What the database server writes down, asked when the database is: `check --database default`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import connections

# Statements carry values, and messages quote them: none of it belongs into a log.
QUIET = {
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_min_messages": "fatal",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def database_log_is_quiet(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Warn of every setting with which PostgreSQL would write down what people wrote."""
    return [
        CheckWarning(
            f"PostgreSQL may write down what people wrote: {name} is {found}, not {wanted}.",
            hint="docs/security/database-rights.md has all settings.",
            id="ops.W001",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql"
        for name, wanted, found in _settings(alias)
        if found != wanted
    ]


def _settings(alias: str) -> list[tuple[str, str, str]]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        found = dict(cursor.fetchall())
    return [(name, wanted, found.get(name, "unknown")) for name, wanted in QUIET.items()]
