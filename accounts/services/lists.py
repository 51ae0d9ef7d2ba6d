"""Lists that leave the system: none without a trace."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import QueryDict

from accounts.lists import List
from accounts.models import User
from ateams.audit.services import record
from ateams.web.sheets.writing import Cell


@transaction.atomic
def export_list(*, one: List, query: QueryDict, by: User) -> list[Sequence[Cell]]:
    """Return the rows of a list as this person sees them, and record that they leave."""
    rows = list(one.rows(by, query))
    record(action="list.exported", subject=("list", one.key), by=by.id, number=len(rows))
    return rows
