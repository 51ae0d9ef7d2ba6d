"""The list of trainings."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import Team
from tests.factories.accounts import TeamFactory
from tests.factories.trainings import AttendanceFactory, TrainingFactory
from tests.personas import Persona
from trainings.enums import Kind, State
from trainings.models import Training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2026-11-22T12:00+01:00", tick=False):
        yield


def titles(person: Persona, query: str = "") -> list[str]:
    """Return the titles that the list shows, in its order."""
    page = person.client.get(f"/trainings/{query}").context["page"]
    return [training.title for training in page]


def make(team: Team, title: str, **fields: object) -> Training:
    return TrainingFactory.create(institution=team.institution, team=team, title=title, **fields)


def test_list_shows_the_own_institution_newest_first(
    member: Persona, coordinator: Persona, lead: Persona, team: Team
) -> None:
    make(team, "alt", on=date(2026, 9, 1))
    make(team, "neu", on=date(2026, 11, 1))
    make(TeamFactory.create(), "fremd", on=date(2026, 10, 1))
    assert titles(member) == titles(coordinator) == ["neu", "alt"]
    assert titles(lead) == ["neu", "fremd", "alt"]


def test_list_shows_this_school_year_unless_told_otherwise(member: Persona, team: Team) -> None:
    for title, day in [("vor", (2026, 7, 31)), ("ab", (2026, 8, 1)), ("bis", (2027, 7, 31))]:
        make(team, title, on=date(*day))
    assert titles(member) == ["bis", "ab"]
    assert titles(member, "?year=2025") == ["vor"]
    assert titles(member, "?year=") == ["bis", "ab", "vor"]


def test_list_filters_by_state_and_kind(member: Persona, team: Team) -> None:
    make(team, "gehalten")
    make(team, "geplant", state=State.PLANNED, kind=Kind.COACHING)
    assert titles(member, "?state=planned") == ["geplant"]
    assert titles(member, "?kind=outreach") == ["gehalten"]
    assert titles(member, "?kind=outreach&state=planned") == []


def test_list_filters_by_institution_for_the_office_alone(
    member: Persona, counsellor: Persona, team: Team
) -> None:
    other = TeamFactory.create()
    make(team, "hier")
    make(other, "dort")
    assert titles(counsellor, f"?institution={other.institution_id}") == ["dort"]
    assert titles(member, f"?institution={other.institution_id}") == ["hier"]


@pytest.mark.parametrize(
    "query",
    ["?state=lost", "?kind=party", "?year=1", "?year=x", "?institution=x", "?page=x", "?page=999"],
)
def test_list_survives_what_cannot_be(lead: Persona, team: Team, query: str) -> None:
    make(team, "da")
    answer = lead.client.get(f"/trainings/{query}")
    assert answer.status_code == 200
    assert [training.title for training in answer.context["page"]] == ["da"]


def test_list_counts_people_of_what_took_place(member: Persona, team: Team) -> None:
    make(team, "gehalten", heads={"pupils": 31})
    make(team, "geplant", state=State.PLANNED, heads={"pupils": 17})
    page = member.client.get("/trainings/").content.decode()
    assert "31" in page
    assert ">17<" not in page


def test_list_teaches_when_it_is_empty(member: Persona) -> None:
    page = member.client.get("/trainings/").content.decode()
    assert "Noch keine Schulung in diesem Schuljahr" in page
    assert "Nichts gefunden" in member.client.get("/trainings/?kind=coaching").content.decode()


def test_list_takes_as_many_queries_for_three_as_for_one(
    lead: Persona, team: Team, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for _ in range(3):
        training = make(TeamFactory.create(), "x")
        AttendanceFactory.create(session=training.sessions.get())
        with django_assert_max_num_queries(20) as queries:
            lead.client.get("/trainings/")
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_list_turns_pages_and_keeps_the_filter(member: Persona, team: Team) -> None:
    for number in range(26):
        make(team, f"{number:02}")
    first = member.client.get("/trainings/?state=held")
    assert len(first.context["page"]) == 25
    assert "?state=held&amp;page=2" in first.content.decode()
    assert titles(member, "?state=held&page=2") == ["25"]
