"""The office's work in the demo's stories: tasks, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from ateams.ops.demo.people import Cast
from incidents.models import Task
from incidents.selectors import OpenCase
from incidents.services import tasks

Act = Callable[[Cast, OpenCase, User, list[Any], datetime], None]


def _for_office(opened: OpenCase, by: User) -> dict[str, Any]:
    assert opened.internal
    return {"case": opened.case, "by": by, "internal": opened.internal}


def task(cast: Cast, opened: OpenCase, by: User, words: list[Any], _at: datetime) -> None:
    """Give somebody something to do: what, who, and by which day counted from today."""
    text, person, days = words
    tasks.set_task(
        **_for_office(opened, by),
        text=text,
        due_on=timezone.localdate() + timedelta(days=days),
        person=cast.people[person],
        once=uuid4(),
    )


def done(_cast: Cast, opened: OpenCase, by: User, _words: list[Any], at: datetime) -> None:
    """Finish the task that was set last."""
    newest = Task.objects.open().filter(entry__case=opened.case).latest("entry__at")
    tasks.finish_task(**_for_office(opened, by), task_id=newest.pk)
    Task.objects.filter(pk=newest.pk).update(done_at=at)


ACTS: dict[str, Act] = {"task": task, "done": done}
