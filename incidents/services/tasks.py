"""Tasks in a case: who has to do what by when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from incidents.agg import TwoMonths
from incidents.enums import EntryKind
from incidents.models import Case, Task
from incidents.services.entries import follow, lock_case, write_entry
from vault.envelopes import OpenEnvelope


@transaction.atomic
def set_task(
    *,
    case: Case,
    text: str,
    due_on: date,
    person: User,
    once: UUID,
    by: User,
    internal: OpenEnvelope,
    counted: TwoMonths | None = None,
) -> Case:
    """Give somebody something to do by a day. What it is, is sealed for the office.

    A look at the two months of the AGG is a task like all others: `counted` is sealed with it.

    Tasks never conflict, so no version is asked for; the same form sent twice is one task.
    Raises `NotEntitled`.
    """
    locked = lock_case(case, by)
    payload: dict[str, Any] = {"text": text}
    if counted:
        payload["agg"] = counted.sealed()
    entry = write_entry(locked, EntryKind.TASK, payload, once=once, by=by, internal=internal)
    if entry:
        Task.objects.create(entry=entry, due_on=due_on, person=person)
        record(action="case.task_set", subject=("case", locked.id), by=by.id)
    return locked


@transaction.atomic
def finish_task(*, case: Case, task_id: UUID, by: User, internal: OpenEnvelope) -> Case:
    """Note that a task is done. Twice is as good as once. Raises `NotEntitled`."""
    locked = lock_case(case, by)
    task = Task.objects.select_related("entry").get(entry__case=locked, pk=task_id)
    if task.done_at is None:
        task.done_at = timezone.now()
        task.save(update_fields=["done_at"])
        follow(task.entry, "done", by=by, internal=internal)
        record(action="case.task_done", subject=("case", locked.id), by=by.id)
    return locked
