"""Tasks in a case: sealed words, plain days, and nobody forgets them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ateams.due import Part
from incidents.due import TaskDue
from incidents.enums import EntryKind
from incidents.models import Case, Entry, Task
from incidents.services import tasks, work
from incidents.services.closing import close
from incidents.services.consents import NotEntitled
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.working import act, bytes_of, due, for_office, in_days, set_task, titles, url
from tests.personas import Persona, unlock
from vault.services import deactivate

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case()


def test_task_is_set_and_done_on_the_page(case: Case, counsellor: Persona, lead: Persona) -> None:
    unlock(counsellor)
    fields = {"text": "Frau Kurt anrufen", "due_on": in_days(2), "person": lead.user.pk}
    html = act(counsellor, case, "task", **fields)
    task = Task.objects.get()
    assert "Frau Kurt anrufen" in html
    assert (task.due_on, task.person, task.done_at) == (in_days(2), lead.user, None)
    assert b"Kurt" not in bytes_of(task.entry)
    html = act(counsellor, case, "tasks", task.pk, "done")
    assert "Aufgabe erledigt" in html
    assert "Ist erledigt" not in html
    task.refresh_from_db()
    assert task.done_at is not None


def test_same_form_twice_is_one_task_and_done_twice_is_done_once(
    case: Case, counsellor: Persona
) -> None:
    once = uuid4()
    for _ in range(2):
        task = set_task(case, counsellor, once=once)
    assert Task.objects.count() == 1
    for _ in range(2):
        tasks.finish_task(**for_office(counsellor, case), task_id=task.pk)
    assert titles(counsellor, case)[-2:] == ["Aufgabe", "Aufgabe erledigt"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "Schreib bitte, was zu tun ist."),
        ({"text": "x" * 2001}, "2001"),
        ({"due_on": "2020-01-01"}, "Dieser Tag ist schon vorbei."),
        ({"due_on": "morgen"}, "data-error-summary"),
        ({"person": str(uuid4())}, "data-error-summary"),
    ],
)
def test_bad_input_is_named_and_what_was_typed_stays(
    case: Case, counsellor: Persona, fields: dict[str, str], words: str
) -> None:
    unlock(counsellor)
    sent = {"text": "Anrufen", "due_on": in_days(1), "person": counsellor.user.pk} | fields
    html = act(counsellor, case, "task", **sent)
    assert words in html
    assert str(sent["text"]).strip() in html
    assert not Task.objects.exists()


def test_locked_key_keeps_the_task_in_the_page(case: Case, counsellor: Persona) -> None:
    sent = {"text": "Akte holen", "due_on": in_days(1), "person": counsellor.user.pk}
    html = act(counsellor, case, "task", **sent)
    assert "Akte holen" in html
    assert "Was du geschrieben hast, ist noch da." in html
    assert not Task.objects.exists()
    act(counsellor, case, "task", **sent, passphrase=counsellor.passphrase)
    assert Task.objects.count() == 1


def test_team_neither_sees_nor_sets_tasks(
    counsellor: Persona, lead: Persona, coordinator: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    give_key(coordinator.user)
    case = make_case(team=coordinator.team, with_coordinator=True)
    task = set_task(case, counsellor, "Mit der Schulleitung reden")
    unlock(coordinator)
    html = coordinator.client.get(url(case)).content.decode()
    assert "Aufgabe" not in html
    assert coordinator.client.post(url(case, "task")).status_code == 404
    assert coordinator.client.post(url(case, "tasks", task.pk, "done")).status_code == 404
    with pytest.raises(NotEntitled):
        tasks.finish_task(
            **for_office(counsellor, case) | {"by": coordinator.user}, task_id=task.pk
        )


def test_task_of_another_case_is_not_found(case: Case, counsellor: Persona) -> None:
    task = set_task(make_case(), counsellor)
    unlock(counsellor)
    assert counsellor.client.post(url(case, "tasks", task.pk, "done")).status_code == 404
    note = case.entries.earliest("at")
    assert counsellor.client.post(url(case, "tasks", note.pk, "done")).status_code == 404


def test_task_waits_for_whom_it_was_given_to_until_it_is_done(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    task = set_task(case, counsellor, person=lead.user)
    (item,) = due(TaskDue())
    assert (item.due_on, item.title, item.where) == (
        in_days(3),
        "Aufgabe erledigen",
        case.reference,
    )
    assert [person.name for person in item.people[Part.RESPONSIBLE]] == [lead.user.name]
    assert [*TaskDue().items(until=in_days(30), object_id=item.object_id)] == [item]
    assert due(TaskDue(), days=2) == []
    tasks.finish_task(**for_office(counsellor, case), task_id=task.pk)
    assert due(TaskDue()) == []


def test_task_of_somebody_who_left_is_told_to_the_cases_own_people(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    work.acknowledge(case=case, version=1, by=counsellor.user)
    set_task(case, counsellor, person=lead.user)
    assert lead.user.key_pair
    deactivate(key_pair=lead.user.key_pair)
    (item,) = due(TaskDue())
    assert [person.name for person in item.people[Part.RESPONSIBLE]] == [counsellor.user.name]


def test_closing_the_case_does_not_do_the_task(case: Case, counsellor: Persona) -> None:
    set_task(case, counsellor)
    work.acknowledge(case=case, version=1, by=counsellor.user)
    close(**for_office(counsellor, case), reason="spam", version=2)
    assert len(due(TaskDue())) == 1


def test_tasks_are_due_for_those_alone_who_can_open_the_case(
    counsellor: Persona, lead: Persona, member: Persona
) -> None:
    open_office(counsellor.user)
    give_key(member.user)
    case = make_case(team=member.team)
    give_key(lead.user)
    set_task(case, counsellor)
    assert len(due(TaskDue(), who=counsellor)) == 1
    assert due(TaskDue(), who=lead) == []


def test_agenda_shows_the_task(
    case: Case, counsellor: Persona, django_assert_num_queries: Any
) -> None:
    set_task(case, counsellor, due_on=in_days(0))
    assert "Aufgabe erledigen" in counsellor.client.get("/agenda/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": EntryKind.TASK},
        {"kind": EntryKind.FOLLOWED, "sealed": b"-"},
        {"kind": EntryKind.NOTE, "about": True},
    ],
)
def test_database_refuses_half_entries(case: Case, wrong: dict[str, Any]) -> None:
    if wrong.get("about"):
        wrong = wrong | {"about": case.entries.get()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(case=case, at=timezone.now(), **wrong)
