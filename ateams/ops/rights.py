"""What the web and the worker may do in the database: everything but rewriting the audit log."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import unquote, urlsplit

from django.db import connection, transaction
from psycopg import Connection, sql

# Rows come in and are read. Neither is changed or removed but by the owner, with `cut_audit`.
APPENDED_ONLY = ("audit_entry",)
READ_ONLY = ("audit_cut", "django_migrations")


def grant_rights(*, url: str) -> str:
    """Make the role that an address of the database names, or renew its rights; return its name.

    Runs as the owner of the tables after every migration, as often as one likes. The password
    travels as the verifier that the server stores, so that no log of statements can hold it.
    """
    parts = urlsplit(url)
    role, password = unquote(parts.username or ""), unquote(parts.password or "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        login = sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
        _execute(cursor, login, role)
        if password:
            _execute(cursor, sql.SQL("ALTER ROLE {} PASSWORD {}"), role, _verifier(role, password))
        for statement in statements():
            _execute(cursor, sql.SQL(statement), role)
    return role


def statements() -> list[str]:
    """Return the statements with `{}` where the role stands; the order matters."""
    tables = set(connection.introspection.django_table_names())
    changed = sorted(tables - {*APPENDED_ONLY, *READ_ONLY})
    return [
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
        "REVOKE CREATE ON SCHEMA public FROM {}",
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(changed)} TO {{}}",
        f"GRANT SELECT, INSERT ON {', '.join(APPENDED_ONLY)} TO {{}}",
        f"GRANT SELECT ON {', '.join(READ_ONLY)} TO {{}}",
    ]


def _execute(cursor: Any, statement: sql.SQL, role: str, *literals: str) -> None:
    parts = [sql.Identifier(role), *map(sql.Literal, literals)]
    cursor.execute(statement.format(*parts).as_string(cursor.connection))


def _verifier(role: str, password: str) -> str:
    server = cast("Connection[Any]", connection.connection)
    verifier = server.pgconn.encrypt_password(
        password.encode(), role.encode(), algorithm=b"scram-sha-256"
    )
    return verifier.decode()
