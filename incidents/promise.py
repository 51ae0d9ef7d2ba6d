"""The promise on the receipt, kept by the database: `gone_by` may come earlier, never later.

A trigger, so that no page, service, console or later mistake gets past it. It is made again after
every migration: SQLite drops a table's triggers whenever Django has to rebuild the table.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

REFUSAL = "gone_by may not be moved later"

_SQLITE = [
    "DROP TRIGGER IF EXISTS case_gone_by_never_later",
    f"""CREATE TRIGGER case_gone_by_never_later
        BEFORE UPDATE OF gone_by ON incidents_case
        WHEN NEW.gone_by > OLD.gone_by
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]
_POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION case_gone_by_never_later() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END $$""",
    """CREATE OR REPLACE TRIGGER case_gone_by_never_later
        BEFORE UPDATE OF gone_by ON incidents_case
        FOR EACH ROW WHEN (NEW.gone_by > OLD.gone_by)
        EXECUTE FUNCTION case_gone_by_never_later()""",
]


def keep_promise(*, using: str, **_signal: Any) -> None:
    """Make the trigger, if the table is there; called after migrations."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if "incidents_case" not in connection.introspection.table_names(cursor):
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
