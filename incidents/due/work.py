"""What somebody has to do in a case by a day: tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.selectors import recipient
from ateams.due import DueItem, Part
from incidents.due.people import People, cases_for, item_of, key_of, with_people
from incidents.models import Case, Task


class TaskDue:
    """Somebody has to do something in a case; closing the case does not do it."""

    kind = "case.task"
    label = _("Aufgabe in einem Fall")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the open tasks; done when somebody ticks it, whoever had to do it."""
        tasks = Task.objects.open().filter(due_on__lte=until).select_related("entry", "person")
        if object_id is not None:
            tasks = tasks.filter(entry__case=UUID(object_id.partition(":")[0]))
        found = [task for task in tasks if object_id in {None, _key(task)}]
        cases = cases_for(None, reader_id, closed=True)
        cases = cases.filter(pk__in={task.entry.case_id for task in found})
        known = {case.pk: (case, people) for case, people in with_people(cases)}
        for task in found:
            if task.entry.case_id in known:
                case, people = known[task.entry.case_id]
                yield _item(self.kind, task, case, people)


def _item(kind: str, task: Task, case: Case, people: People) -> DueItem:
    title = gettext("Aufgabe erledigen")
    told = people | _whose(task, people)
    return item_of(kind, case, task.due_on, title, told, object_id=_key(task))


def _whose(task: Task, people: People) -> People:
    """Name whom it was given to, as long as that person reads cases; else it is the case's."""
    readers = {person.key for person in people[Part.OFFICE]}
    person = recipient(task.person) if task.person else None
    return {Part.RESPONSIBLE: (person,)} if person and person.key in readers else {}


def _key(task: Task) -> str:
    return key_of(task.entry.case_id, task.pk)
