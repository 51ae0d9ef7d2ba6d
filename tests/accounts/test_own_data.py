"""Everybody with an account can see and take along what is stored about them, and that alone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.own_data import own_data
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from tests.factories.followups import ReminderFactory, somebody
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import (
    ApprovedHoursFactory,
    AttendanceFactory,
    SessionFactory,
    TrainerFactory,
    agreed_person,
    certify,
)
from tests.personas import Persona
from trainings.models import AboutPerson, ApprovedHours

pytestmark = pytest.mark.django_db
PAGE, FILE = "/account/data/", "/account/data/file/"


def fill(person: Persona, times: int = 1) -> None:
    """Let the person leave a trace of each kind."""
    for _ in range(times):
        session = SessionFactory.create()
        AttendanceFactory.create(session=session, user=person.user, name="")
        TrainerFactory.create(training=session.training, user=person.user, name="")
        session.training.logged_by = person.user
        session.training.save()
        ReminderFactory.create(recipient_key=f"user:{person.user.pk}")
        queue(kind="x", to=somebody("a"), subject="Geheimes", text="Geheimes")
        agreed_person(person.user.pk, person.user)
        certify(person.user.pk, person.user)
        first = timezone.localdate() - timedelta(days=ApprovedHours.objects.count() + 1)
        ApprovedHoursFactory.create(user=person.user, first_day=first)
    AboutPerson.objects.get_or_create(user=person.user)
    Mail.objects.update(recipient_key=f"user:{person.user.pk}")


def taken_along(person: Persona) -> dict[str, dict[str, Any]]:
    answer = person.client.get(FILE)
    day = timezone.localdate().isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="meine-daten-{day}.json"'
    content: dict[str, dict[str, Any]] = json.loads(answer.content)
    return content


def test_file_holds_every_kind(member: Persona) -> None:
    fill(member)
    member.client.post("/account/", {"name": "Neuer Name", "language": "de"})
    content = taken_along(member)
    assert {key: section["total"] for key, section in content.items()} == {
        "account": 1,
        "memberships": 1,
        "absences": 0,
        "former_accounts": 0,
        "attendances": 1,
        "held": 1,
        "logged": 1,
        "materials": 0,
        "sign_ups": 0,
        "feeds": 0,
        "cohorts": 0,
        "attestations": 0,
        "about_person": 1,
        "person_consents": 1,
        "certificates": 1,
        "hours": 1,
        "cases": 1,
        "agenda-feed": 0,
        "reminders": 1,
        "arranged": 0,
        "imports": 0,
        "mails": 1,
        "acts": 1,
        "acts_on_account": 0,
    }
    assert content["account"]["rows"][0]["name"] == "Neuer Name"


def test_page_shows_the_same_without_what_mails_said(member: Persona) -> None:
    fill(member)
    html = member.client.get(PAGE).content.decode()
    assert member.user.email in html
    assert "Geheimes" not in html
    assert "Geheimes" not in member.client.get(FILE).content.decode()


def test_page_says_what_is_only_in_the_file(member: Persona) -> None:
    fill(member, times=22)
    assert "2 weitere Zeilen stehen in der Datei." in member.client.get(PAGE).content.decode()
    assert len(taken_along(member)["mails"]["rows"]) == 22


def test_nothing_of_anybody_else_is_shown(member: Persona, coordinator: Persona) -> None:
    fill(coordinator)
    html = member.client.get(PAGE).content.decode()
    assert coordinator.user.email not in html
    assert coordinator.user.name not in html
    totals = [section.total for section in own_data(member.user, most=5)]
    assert sum(totals) == 3  # account, membership, numbers of cases


def test_cases_are_numbers_alone(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    case = make_case()
    case.responsible = counsellor.user
    case.save()
    content = taken_along(counsellor)
    assert content["cases"]["rows"] == [
        {"responsible_open": 1, "responsible_closed": 0, "entries": 0}
    ]
    assert case.reference not in json.dumps(content)


def questions(person: Persona) -> int:
    with CaptureQueriesContext(connection) as queries:
        person.client.get(PAGE)
    return len(queries)


def test_page_asks_the_same_number_of_questions(member: Persona) -> None:
    fill(member)
    member.client.get(PAGE)
    first = questions(member)
    fill(member, times=3)
    assert questions(member) == first
