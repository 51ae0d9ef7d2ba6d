"""Calendar feeds, read by two parsers that know nothing of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
import vobject
from django.test import Client
from icalendar import Calendar

from accounts.models import Team
from tests.factories.accounts import TeamFactory
from tests.factories.trainings import SignUpFactory, TrainerFactory, TrainingFactory
from tests.personas import Persona
from tests.trainings.details import details_for
from trainings.enums import Feed, Kind, State
from trainings.links import feed_link
from trainings.models import CalendarFeed, Training
from trainings.services import (
    SessionTime,
    cancel_training,
    change_training,
    fix_training,
    make_feed,
    plan_training,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WINTER, SUMMER = date(2026, 12, 1), date(2027, 6, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def training(team: Team, lead: Persona) -> Training:
    return plan_training(
        details=details_for(
            team,
            title="Queerfeindlichkeit; mit Ada, Klasse 7b",
            place="Raum 12, Hof; links",
            sessions=(SessionTime(WINTER, 90, time(14)), SessionTime(SUMMER, 45, time(14))),
            trainer_names=("Joana Probe",),
        ),
        by=lead.user,
    )


def fetch(person: Persona, shows: Feed = Feed.TEAM) -> str:
    feed = CalendarFeed.objects.filter(user=person.user, shows=shows).first()
    feed = feed or make_feed(shows=shows, by=person.user)
    answer = Client().get(re.sub(r"^https?://[^/]+", "", feed_link(feed)))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert not answer.cookies
    check_lines(answer.content)
    return answer.content.decode()


def check_lines(content: bytes) -> None:
    """Hold a calendar to what RFC 5545 says of lines."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert not [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line]
    unfolded = content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert not [line for line in unfolded if not re.match(r"[A-Z-]+[;:]", line)]


def events(content: str) -> list[dict[str, Any]]:
    """Read a calendar by both parsers; they must find the same."""
    first = [
        {
            "uid": str(event["UID"]),
            "start": event.decoded("DTSTART"),
            "end": event.decoded("DTEND"),
            "status": str(event["STATUS"]),
            "sequence": event.decoded("SEQUENCE"),
            "summary": str(event["SUMMARY"]),
            "place": str(event.get("LOCATION", "")),
        }
        for event in Calendar.from_ical(content).walk("VEVENT")
    ]
    second = [
        {
            "uid": event.uid.value,
            "start": event.dtstart.value,
            "end": event.dtend.value,
            "status": event.status.value,
            "sequence": int(event.sequence.value),
            "summary": event.summary.value,
            "place": event.location.value if hasattr(event, "location") else "",
        }
        for event in vobject.readOne(content, validate=True).vevent_list
    ]
    assert first == second
    return sorted(first, key=lambda event: str(event["start"]))


def test_feed_tells_time_in_utc_and_place_and_nothing_about_people(
    training: Training, member: Persona
) -> None:
    SignUpFactory.create(training=training, name="Bo Beispiel", email="bo@example.org")
    content = fetch(member)
    winter, summer = events(content)
    assert (winter["start"], winter["end"]) == (
        datetime(2026, 12, 1, 13, tzinfo=UTC),
        datetime(2026, 12, 1, 14, 30, tzinfo=UTC),
    )
    assert summer["start"] == datetime(2027, 6, 1, 12, tzinfo=UTC)  # summer time
    assert winter["uid"] == str(training.sessions.first().id)  # type: ignore[union-attr]
    assert (winter["summary"], winter["place"]) == ("A-Team-Schulung", "Raum 12, Hof; links")
    assert winter["status"] == "TENTATIVE"
    for secret in ("Queer", "Ada", "Joana", "Bo Beispiel", "ATTENDEE", "ORGANIZER", "@"):
        assert secret not in content


def test_change_raises_the_sequence_and_keeps_the_uid(
    training: Training, member: Persona, lead: Persona, team: Team
) -> None:
    before = events(fetch(member))
    fix_training(training_id=training.id, by=lead.user)
    first, second = training.sessions.all()
    change_training(
        training_id=training.id,
        details=details_for(
            team, sessions=(SessionTime(WINTER + timedelta(days=1), 90, time(14), first.id),)
        ),
        by=lead.user,
    )
    moved, dropped = events(fetch(member))
    assert (moved["uid"], moved["status"]) == (before[0]["uid"], "CONFIRMED")
    assert moved["sequence"] > before[0]["sequence"]
    assert moved["start"] == datetime(2026, 12, 2, 13, tzinfo=UTC)
    assert (dropped["uid"], dropped["status"]) == (str(second.id), "CANCELLED")
    cancel_training(training_id=training.id, by=lead.user)
    off = events(fetch(member))
    assert {event["status"] for event in off} == {"CANCELLED"}
    assert off[0]["sequence"] > moved["sequence"]


def test_session_without_a_beginning_takes_the_day(team: Team, member: Persona) -> None:
    TrainingFactory.create(
        institution=team.institution, on=WINTER, state=State.PLANNED, kind=Kind.COACHING
    )
    event = events(fetch(member))[0]
    assert (event["start"], event["end"]) == (WINTER, WINTER + timedelta(days=1))
    assert event["summary"] == "A-Team-Treffen"


def test_own_feed_shows_what_one_holds_or_signed_up_for(
    training: Training, member: Persona, team: Team
) -> None:
    held = TrainingFactory.create(institution=team.institution, state=State.PLANNED, on=WINTER)
    TrainerFactory.create(training=held, user=member.user, name="")
    joined = TrainingFactory.create(institution=team.institution, state=State.PLANNED, on=WINTER)
    SignUpFactory.create(training=joined, user=member.user, name="")
    left = TrainingFactory.create(institution=team.institution, state=State.PLANNED, on=WINTER)
    SignUpFactory.create(training=left, user=member.user, name="", excused_at=NOW)
    uids = {event["uid"] for event in events(fetch(member, Feed.OWN))}
    assert uids == {str(one.sessions.get().id) for one in (held, joined)}
    assert len(events(fetch(member))) == 5


def test_feed_of_a_team_shows_no_other_institution_and_ends_with_the_term(
    training: Training, member: Persona
) -> None:
    foreign = TeamFactory.create()
    TrainingFactory.create(institution=foreign.institution, on=WINTER, state=State.PLANNED)
    assert len(events(fetch(member))) == 2
    link = re.sub(r"^https?://[^/]+", "", feed_link(CalendarFeed.objects.get()))
    member.user.memberships.update(ended_on=date(2026, 11, 1), end_reason="term_over")
    assert Client().get(link).status_code == 404


def test_new_address_ends_the_old_one_and_nothing_stored_opens_it(
    training: Training, member: Persona
) -> None:
    page = member.client.post("/trainings/feeds/", {"shows": "team", "what": "make"}, follow=True)
    old = re.search(r'value="(https?://[^/]+)(/trainings/feeds/[^"]+)"', page.content.decode())
    assert old
    old_path = old[2]
    assert Client().get(old_path).status_code == 200
    assert CalendarFeed.objects.get().key.hex in old_path
    unsigned = f"/trainings/feeds/{CalendarFeed.objects.get().key.hex}/a-team.ics"
    assert Client().get(unsigned).status_code == 404
    member.client.post("/trainings/feeds/", {"shows": "team", "what": "make"})
    assert Client().get(old_path).status_code == 404
    fetch(member)
    member.client.post("/trainings/feeds/", {"shows": "team", "what": "end"})
    assert not CalendarFeed.objects.exists()


def test_feed_takes_as_many_queries_for_three_as_for_one(
    team: Team, member: Persona, django_assert_max_num_queries: Any
) -> None:
    feed = make_feed(shows=Feed.TEAM, by=member.user)
    path = re.sub(r"^https?://[^/]+", "", feed_link(feed))
    counts = []
    for _ in range(3):
        TrainingFactory.create(institution=team.institution, on=WINTER, state=State.PLANNED)
        with django_assert_max_num_queries(12) as queries:
            Client().get(path)
        counts.append(len(queries))
    assert counts[0] == counts[2]
