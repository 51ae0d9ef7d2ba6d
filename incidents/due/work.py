"""What has to be done in a case by a day: tasks, and looking whether an agreement was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.selectors import recipient
from ateams.due import DueItem, Part
from ateams.erasure import end_of
from incidents.due.people import People, cases_for, item_of, key_of, with_people
from incidents.models import Agreement, Case, Referral, Task

Thing = TypeVar("Thing", bound=Task | Agreement | Referral)
# How long a body has before somebody asks what became of a referral.
ANSWER_WITHIN = timedelta(days=14)


class TaskDue:
    """Somebody has to do something in a case; closing the case does not do it."""

    kind = "case.task"
    label = _("Aufgabe in einem Fall")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the open tasks; done when somebody ticks it, whoever had to do it."""
        tasks = Task.objects.open().filter(due_on__lte=until).select_related("entry", "person")
        for task, case, people in _with_cases(tasks, object_id, reader_id):
            told, title = people | _whose(task, people), gettext("Aufgabe erledigen")
            item = item_of(self.kind, case, task.due_on, title, told, object_id=_key(task))
            done_url = reverse("incidents:case-task-done", args=[case.reference, task.pk])
            yield replace(item, done_url=done_url)


class AgreementDue:
    """An institution has promised something by a day, whether or not the case is still open."""

    kind = "case.agreement"
    label = _("Vereinbarung in einem Fall")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the agreements whose day has come; done when somebody notes how it went."""
        agreements = Agreement.objects.unchecked().filter(due_on__lte=until)
        found = agreements.select_related("entry")
        for agreement, case, people in _with_cases(found, object_id, reader_id):
            day, title = agreement.due_on, gettext("Vereinbarung prüfen")
            yield item_of(self.kind, case, day, title, people, object_id=_key(agreement))


class ReferralUnanswered:
    """A body was told of somebody and has not said whether it helps; closing the case ends it."""

    kind = "case.referral"
    label = _("Verweis ohne Antwort in einem Fall")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the referrals passed on two weeks ago; done when somebody notes how it went."""
        waiting = Referral.objects.unanswered(told_before=end_of(until - ANSWER_WITHIN))
        found = waiting.select_related("entry")
        for referral, case, people in _with_cases(found, object_id, reader_id, closed=False):
            day = timezone.localdate(_passed_on_at(referral)) + ANSWER_WITHIN
            title = gettext("Nachfragen, was aus dem Verweis wurde")
            yield item_of(self.kind, case, day, title, people, object_id=_key(referral))


def _passed_on_at(referral: Referral) -> datetime:
    found: datetime = getattr(referral, "passed_on_at")  # noqa: B009 - annotated by `unanswered`
    return found


def _with_cases(
    things: QuerySet[Thing],
    object_id: str | None,
    reader_id: UUID | None,
    *,
    closed: bool = True,
) -> list[tuple[Thing, Case, People]]:
    """Pair things with their cases, closed ones too if wanted, and who is reminded."""
    if object_id is not None:
        things = things.filter(entry__case=UUID(object_id.partition(":")[0]))
    found: list[Thing] = [thing for thing in things if object_id in {None, _key(thing)}]
    if not found:
        return []
    cases = cases_for(None, reader_id, closed=closed)
    cases = cases.filter(pk__in={thing.entry.case_id for thing in found})
    known = {case.pk: (case, people) for case, people in with_people(cases)}
    return [(thing, *known[thing.entry.case_id]) for thing in found if thing.entry.case_id in known]


def _whose(task: Task, people: People) -> People:
    """Name whom it was given to, as long as that person reads cases; else it is the case's."""
    readers = {person.key for person in people[Part.OFFICE]}
    person = recipient(task.person) if task.person else None
    return {Part.RESPONSIBLE: (person,)} if person and person.key in readers else {}


def _key(thing: Task | Agreement | Referral) -> str:
    return key_of(thing.entry.case_id, thing.pk)
