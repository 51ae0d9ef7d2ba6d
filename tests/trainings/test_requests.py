"""Institutions ask for a training; the office makes one of it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Team
from ateams.outbox.models import Mail
from tests.factories.trainings import TrainingRequestFactory
from tests.personas import Persona
from trainings.due import Asked
from trainings.enums import RequestState
from trainings.erasure import ERASERS
from trainings.models import Training, TrainingRequest
from trainings.services import requests as service

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


def ask(language: str = "de", **changed: Any) -> Response:
    data = {
        "submission": str(uuid.uuid4()),
        "institution_name": "Schule am Wald",
        "name": "Kim Beispiel",
        "email": "kim@example.org",
        "group": "teachers",
        "topics": ["antisemitism", "nvc"],
        "heads": "24",
        "text": "Am liebsten im Februar.",
    }
    client = Client(headers={"sec-fetch-site": "same-origin"})
    return client.post(f"/{language}/request-training/", data | changed)


def test_request_is_written_down_once_and_shown_to_the_office(
    lead: Persona, coordinator: Persona
) -> None:
    submission = str(uuid.uuid4())
    for _ in range(2):
        answer = ask("en", submission=submission)
    assert answer["Location"] == "/en/request-training/done/"
    request = TrainingRequest.objects.get()
    assert (request.institution_name, request.language, request.heads) == (
        "Schule am Wald",
        "en",
        24,
    )
    page = lead.client.get("/trainings/requests/").content.decode()
    assert "Schule am Wald" in page
    assert "Antisemitismus" in page
    assert "1 offene Anfrage" in lead.client.get("/trainings/").content.decode()
    assert "1 Anfrage nach einer Schulung" in lead.client.get("/").content.decode()
    assert coordinator.client.get("/trainings/requests/").status_code == 404
    assert not Mail.objects.exists()  # a typed address may be anybody's


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"institution_name": ""}, "institution_name"),
        ({"email": "kim"}, "email"),
        ({"group": "cats"}, "group"),
        ({"heads": "0"}, "heads"),
        ({"topics": ["nothing"]}, "topics"),
        ({"text": "x" * 1001}, "text"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_request_names_the_field_that_is_wrong_and_keeps_the_rest(
    changed: dict[str, Any], field: str
) -> None:
    answer = ask(**changed)
    assert set(answer.context["form"].errors) == {field}
    assert "kim" in answer.content.decode()
    assert not TrainingRequest.objects.exists()


def test_flood_is_asked_to_wait_and_keeps_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_AN_HOUR", 1)
    ask()
    page = ask(text="Bitte bald.").content.decode()
    assert "in einer Stunde" in page
    assert "Bitte bald." in page
    assert TrainingRequest.objects.count() == 1


def test_request_becomes_a_training_and_whoever_asked_is_told(lead: Persona, team: Team) -> None:
    ask(institution_name=team.institution.name.upper())
    request = TrainingRequest.objects.get()
    address = f"/trainings/new/?request={request.id}"
    form = lead.client.get(address).context["form"]
    shown = {field.name: field.value() for field in form if field.value() not in (None, "", [])}
    assert shown["institution"] == team.institution_id
    assert shown["topics"] == ["antisemitism", "nvc"]
    day = timezone.localdate() + timedelta(days=30)
    for _ in range(2):
        lead.client.post(address, shown | {"date_1": day.isoformat(), "minutes_1": 90})
    training = Training.objects.get()
    request.refresh_from_db()
    assert (request.state, request.training) == (RequestState.PLANNED, training)
    mail = Mail.objects.get()
    assert (mail.address, mail.kind) == ("kim@example.org", "training_request_planned")


def test_request_is_declined_once(lead: Persona) -> None:
    request = TrainingRequestFactory.create()
    for _ in range(2):
        lead.client.post(f"/trainings/requests/{request.id}/decline/")
    request.refresh_from_db()
    assert (request.state, request.answered_by) == (RequestState.DECLINED, lead.user)
    assert "nicht möglich" in lead.client.get("/trainings/requests/").content.decode()


def test_requests_take_as_many_queries_for_three_as_for_one(
    lead: Persona, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for _ in range(3):
        TrainingRequestFactory.create()
        done = TrainingRequestFactory.create()
        lead.client.post(f"/trainings/requests/{done.id}/decline/")
        lead.client.get("/trainings/requests/")  # shows the message of the act
        with django_assert_max_num_queries(20) as queries:
            lead.client.get("/trainings/requests/")
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_requests_go_after_a_year() -> None:
    old = TrainingRequestFactory.create(at=timezone.now() - timedelta(days=367))
    TrainingRequestFactory.create()
    eraser = next(one for one in ERASERS if one.kind == "training_request")
    assert [row.pk for row in eraser.due(timezone.localdate())] == [old.pk]
    assert eraser.erase([old.pk]) == 1


@time_machine.travel("2026-11-26T12:00+01:00", tick=False)
def test_request_is_due_in_the_office_alone_within_five_working_days(
    lead: Persona, coordinator: Persona
) -> None:
    request = TrainingRequestFactory.create()
    until = date(2026, 12, 3)  # a weekend lies between
    items = list(Asked().items(until=until))
    assert [(item.object_id, item.due_on) for item in items] == [(str(request.id), until)]
    assert list(Asked().items(until=date(2026, 12, 2))) == []
    assert list(Asked().items(until=until, reader_id=coordinator.user.id)) == []
    assert len(list(Asked().items(until=until, object_id=str(request.id)))) == 1
    assert list(Asked().items(until=until, object_id="x")) == []
    lead.client.post(f"/trainings/requests/{request.id}/decline/")
    assert list(Asked().items(until=until, reader_id=lead.user.id)) == []
