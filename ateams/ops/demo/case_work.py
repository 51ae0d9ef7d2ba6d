"""The office's work in the demo's stories: interventions, tasks, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from ateams.ops.demo.people import Cast
from incidents.codes_in_use import step_of
from incidents.enums import ConsentState
from incidents.models import Consent, Task
from incidents.selectors import OpenCase
from incidents.services import interventions, tasks

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


def intervene(_cast: Cast, opened: OpenCase, by: User, words: list[Any], at: datetime) -> None:
    """Write down what was done that day: code, minutes, words; outside by the newest consent."""
    code, minutes, text = words
    given = Consent.objects.filter(case=opened.case, state=ConsentState.GIVEN)
    interventions.record_intervention(
        **_for_office(opened, by),
        code=code,
        on=timezone.localdate(at),
        minutes=minutes,
        text=text,
        once=uuid4(),
        shared=opened.shared,
        consent_id=given.latest("asked_at").pk if step_of(code) else None,
    )


def done(_cast: Cast, opened: OpenCase, by: User, _words: list[Any], at: datetime) -> None:
    """Finish the task that was set last."""
    newest = Task.objects.open().filter(entry__case=opened.case).latest("entry__at")
    tasks.finish_task(**_for_office(opened, by), task_id=newest.pk)
    Task.objects.filter(pk=newest.pk).update(done_at=at)


ACTS: dict[str, Act] = {"intervene": intervene, "task": task, "done": done}
