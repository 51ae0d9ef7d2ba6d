"""The city by borough: what is counted, and for whom."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.districts import BOROUGHS
from accounts.models import Institution
from ateams.school_year import SchoolYear
from tests.factories.accounts import MembershipFactory, TeamFactory
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona
from trainings.coverage import Counted, coverage_of

pytestmark = pytest.mark.django_db
NOW = date(2026, 11, 24)
URL = "/institutions/coverage/"


def place(district: str, members: int = 0, **fields: object) -> Institution:
    team = TeamFactory.create(institution__district=district, **fields)
    MembershipFactory.create_batch(members, team=team)
    institution: Institution = team.institution
    return institution


@time_machine.travel(NOW, tick=False)
def test_counts_institutions_trainings_and_people_by_borough() -> None:
    strong = place("Linden-Nord", members=3)
    MembershipFactory.create(team__institution=strong, user__role="coordinator")
    weak = place("Limmer", members=1)
    place("Linden-Süd")
    place("Linden-Mitte", institution__active=False)
    place("Garbsen", members=2)
    TrainingFactory.create_batch(2, institution=strong, on=date(2026, 9, 1))
    TrainingFactory.create(institution=weak, on=date(2026, 7, 31))
    TrainingFactory.create(institution=weak, on=date(2026, 9, 1), kind="qualification")
    TrainingFactory.create(institution=weak, on=date(2026, 9, 1), state="cancelled")
    TrainingFactory.create(institution=weak, on=date(2026, 12, 1), state="planned")
    found = coverage_of(SchoolYear(2026))
    linden = next(tile.counted for tile in found.tiles if tile.borough.name == "Linden-Limmer")
    assert linden == Counted(
        institutions=3, trained=1, trainings=2, members=4, strong=1, without_team=1,
        without_coordinator=2,
    )  # fmt: skip
    assert (linden.untrained, linden.weak, linden.level) == (2, 2, 1)
    assert (found.elsewhere.institutions, found.elsewhere.members) == (1, 2)
    assert (found.total.institutions, found.total.trained) == (4, 1)
    before = coverage_of(SchoolYear(2025))
    assert (before.total.trained, before.total.trainings) == (1, 1)


@pytest.mark.parametrize(
    ("trained", "of", "level"), [(0, 3, 0), (1, 9, 1), (1, 2, 2), (8, 9, 3), (9, 9, 4)]
)
def test_tile_is_full_only_where_all_were_trained(trained: int, of: int, level: int) -> None:
    assert Counted(institutions=of, trained=trained).level == level


def test_page_shows_the_same_in_map_and_table_and_says_that_it_is_schematic(lead: Persona) -> None:
    TrainingFactory.create(institution=place("Linden-Nord", members=1))
    page = lead.client.get(URL).content.decode()
    assert 'id="borough-10"' in page
    assert page.count('href="#borough-') == 1
    assert page.count('class="city__tile ') == 13
    others = [borough.name for borough in BOROUGHS if borough.number != 10]
    assert f"nimmt teil in: {', '.join(others)}." in page
    assert page.count(">1 von 1<") == 2
    assert "Keine Landkarte" in page
    assert "1 unter 3 Mitgliedern" in page
    assert lead.client.get(URL, {"year": "x"}).status_code == 200


def test_empty_city_says_what_will_stand_here(counsellor: Persona) -> None:
    assert "Noch keine Einrichtung nimmt teil" in counsellor.client.get(URL).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_as_many_queries_for_three_as_for_one(
    lead: Persona, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        TrainingFactory.create(institution=place("List", members=1))
    lead.client.get(URL)
    with django_assert_num_queries(9):
        lead.client.get(URL)
