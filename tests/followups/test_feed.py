"""The agenda in one's own calendar, read by two parsers that know nothing of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from followups.models import AgendaFeed, ToldDate
from incidents.models import Case
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona
from tests.trainings.test_feeds import check_lines, events
from trainings.models import Training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def subscribe(person: Persona) -> str:
    """Press the button and return the path that the page shows."""
    page = person.client.post("/agenda/feed/", {"what": "make"}).content.decode()
    found = re.search(r'value="https?://[^/]+(/feeds/agenda/[^"]+\.ics)"', page)
    assert found
    return found[1]


def fetch(path: str) -> list[dict[str, Any]]:
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert not answer.cookies
    check_lines(answer.content)
    return events(answer.content.decode())


def of_training(path: str) -> dict[str, Any]:
    """Return the entry about the one training that waits, or waited, to be confirmed."""
    (found,) = [event for event in fetch(path) if event["summary"] == "Schulung bestätigen"]
    return found


def test_feed_says_of_cases_the_day_and_nothing_else(lead: Persona) -> None:
    open_office(lead.user)
    lead.user.refresh_from_db()
    cases = [make_case() for _ in range(3)]
    Case.objects.update(responsible=lead.user, next_date=TODAY + timedelta(days=2))
    path = subscribe(lead)
    content = Client().get(path).content.decode()
    of_day = [event for event in fetch(path) if event["start"] == date(2026, 11, 27)]
    assert [(event["summary"], event["status"]) for event in of_day] == [
        ("Fallarbeit", "CONFIRMED")
    ]
    for case in cases:
        assert case.reference not in content
        assert str(case.pk) not in content
        assert case.pk.hex not in content
    assert {event["summary"] for event in fetch(path)} == {"Fallarbeit"}
    assert not ToldDate.objects.exclude(kind="case").exists()


def test_what_moves_keeps_its_uid_and_what_is_done_is_cancelled(coordinator: Persona) -> None:
    training = TrainingFactory.create(
        institution=coordinator.institution, title="Gegen Queerfeindlichkeit", logged_at=NOW
    )
    path = subscribe(coordinator)
    first = of_training(path)
    assert (first["start"], first["end"], first["sequence"]) == (
        TODAY,
        TODAY + timedelta(days=1),
        0,
    )
    assert of_training(path) == first
    Training.objects.update(logged_at=NOW - timedelta(days=3))
    moved = of_training(path)
    assert (moved["uid"], moved["sequence"]) == (first["uid"], 1)
    assert moved["start"] == TODAY - timedelta(days=3)
    Training.objects.update(state="confirmed", confirmed_at=NOW)
    done = of_training(path)
    assert (done["uid"], done["sequence"], done["status"]) == (first["uid"], 2, "CANCELLED")
    assert of_training(path) == done
    Training.objects.update(state=training.state, confirmed_at=None)
    again = of_training(path)
    assert (again["sequence"], again["status"]) == (3, "CONFIRMED")
    Training.objects.update(state="confirmed", confirmed_at=NOW)
    fetch(path)
    with time_machine.travel(NOW + timedelta(days=32), tick=False):
        assert not [event for event in fetch(path) if event["uid"] == first["uid"]]


def test_address_is_shown_once_ends_the_earlier_one_and_stops_with_the_right(
    coordinator: Persona, admin: Persona
) -> None:
    old = subscribe(coordinator)
    token = old.rpartition("/")[2].removesuffix(".ics")
    assert token not in coordinator.client.get("/agenda/feed/").content.decode()
    assert token not in AgendaFeed.objects.get().digest
    assert 'href="/agenda/feed/"' in coordinator.client.get("/agenda/").content.decode()
    new = subscribe(coordinator)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    coordinator.client.post("/agenda/feed/", {"what": "nonsense"})
    assert Client().get(new).status_code == 200
    assert admin.client.get("/agenda/feed/").status_code == 404
    coordinator.user.memberships.update(ended_on=date(2026, 11, 1), end_reason="term_over")
    coordinator.user.is_active = False
    coordinator.user.save()
    assert Client().get(new).status_code == 404


def test_ended_address_answers_nothing(coordinator: Persona) -> None:
    path = subscribe(coordinator)
    for _ in range(2):
        assert coordinator.client.post("/agenda/feed/", {"what": "end"}).status_code == 302
    assert Client().get(path).status_code == 404
    assert not AgendaFeed.objects.exists()


def test_feed_takes_as_many_queries_for_three_as_for_one(
    coordinator: Persona, django_assert_max_num_queries: Any
) -> None:
    path = subscribe(coordinator)
    counts = []
    for _ in range(3):
        TrainingFactory.create(institution=coordinator.institution, logged_at=NOW)
        with django_assert_max_num_queries(60) as queries:
            Client().get(path)
        counts.append(len(queries))
    assert counts[1] == counts[2]
