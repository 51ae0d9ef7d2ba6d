"""Conditional updates of single mails, as quick as they can be said.

They are all that the database hears of a delivery. Putting them together anew for each mail took
the ORM longer than the database needs to carry them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field

from ateams.outbox.models import Mail


@dataclass(frozen=True, slots=True)
class Change:
    """Columns to set in one mail, if it is as `where` says.

    `where` names the id and columns with the value they must have, `column__lte` with the most
    they may be, and `column__in` with all values they may have.
    """

    where: Mapping[str, object]
    to: Mapping[str, object]


def change(*changes: Change) -> set[UUID]:
    """Carry out changes of different mails in one statement; return the ids of those that were."""
    columns = tuple(sorted({column for one in changes for column in one.to}))
    shape = tuple(
        (
            tuple((name, _width(name, value)) for name, value in one.where.items()),
            tuple(column in one.to for column in columns),
        )
        for one in changes
    )
    values = [
        _stored(name, value)
        for column in columns
        for one in changes
        if column in one.to
        for name, value in (("id", one.where["id"]), (column, one.to[column]))
    ]
    for one in changes:
        for name, value in one.where.items():
            column, _separator, how = name.partition("__")
            values += [_stored(column, each) for each in (_each(value) if how == "in" else [value])]
    with connection.cursor() as cursor:
        cursor.execute(_statement(columns, shape), values)
        to_python = Mail._meta.pk.to_python  # noqa: SLF001 - how else does one name it
        return {to_python(pk) for (pk,) in cursor.fetchall()}


def _each(value: object) -> list[object]:
    assert isinstance(value, Iterable)
    return list(value)


def _width(name: str, value: object) -> int:
    return len(_each(value)) if name.endswith("__in") else 1


@lru_cache(maxsize=100)
def _statement(
    columns: tuple[str, ...],
    shape: tuple[tuple[tuple[tuple[str, int], ...], tuple[bool, ...]], ...],
) -> str:
    quote = connection.ops.quote_name
    sets = []
    for number, column in enumerate(columns):
        cases = " ".join(
            f"WHEN {quote('id')} = %s THEN %s" for _where, sets_it in shape if sets_it[number]
        )
        sets.append(f"{quote(column)} = CASE {cases} ELSE {quote(column)} END")
    wanted = " OR ".join(f"({_condition(where)})" for where, _sets in shape)
    table = quote(Mail._meta.db_table)  # noqa: SLF001
    return f"UPDATE {table} SET {', '.join(sets)} WHERE {wanted} RETURNING {quote('id')}"  # noqa: S608  names of our own


def _condition(where: tuple[tuple[str, int], ...]) -> str:
    conditions = []
    for name, width in where:
        column, _separator, how = name.partition("__")
        signs = {"": "= %s", "lte": "<= %s", "in": f"IN ({', '.join(['%s'] * width)})"}
        conditions.append(f"{connection.ops.quote_name(column)} {signs[how]}")
    return " AND ".join(conditions)


def _stored(column: str, value: object) -> Any:
    field = Mail._meta.get_field(column)  # noqa: SLF001
    assert isinstance(field, Field)
    return field.get_db_prep_save(value, connection)
