"""What the database says, column by column, so that two moments can be compared."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TypeAlias

from django.apps import apps
from django.db import models

State: TypeAlias = dict[str, list[str]]
# Sessions say that somebody was here, and rate limits how often.
IGNORED = {"contenttypes.contenttype", "accounts.session"}


def state() -> State:
    """Return the values of every column of every table, sorted."""
    return _read(apps.get_models())


def state_after(before: State, tables: Container[str]) -> State:
    """Return what the database says now, if nothing but these tables was written to since."""
    return before | _read(m for m in apps.get_models() if m._meta.db_table in tables)


def _read(tables: Iterable[type[models.Model]]) -> State:
    found: State = {}
    for model in tables:
        if model._meta.label_lower in IGNORED:
            continue
        columns = [column.attname for column in model._meta.concrete_fields]
        rows = list(model._base_manager.values_list(*columns))
        for index, column in enumerate(columns):
            name = f"{model._meta.label_lower}.{column}"
            found[name] = sorted(_readable(row[index]) for row in rows)
    return found


def difference(before: State, after: State) -> set[str]:
    """Return the names of the columns that are not the same."""
    return {name for name, values in after.items() if before[name] != values}


def _readable(value: object) -> str:
    return repr(bytes(value)) if isinstance(value, memoryview) else repr(value)
