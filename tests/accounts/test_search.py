"""One search: each finds what they may see, and no case."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import ContactFactory, MembershipFactory, TeamFactory, UserFactory
from tests.factories.incidents import make_case
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona, give_key
from vault.receipts import new_code
from vault.services import make_recovery_key


def found(client: Client, query: str) -> dict[str, list[str]]:
    groups = client.get("/search/", {"q": query}).context["found"]
    return {str(group.title): [hit.title for hit in group.hits] for group in groups}


@pytest.fixture
def foreign(coordinator: Persona) -> None:
    """Two institutions with a teach in their names: the own one and another one."""
    own = coordinator.institution
    own.name = "Schule am Téich"
    own.save()
    other = TeamFactory.create(institution__name="Haus Teichblick").institution
    for place in (own, other):
        ContactFactory.create(institution=place, name=f"Frau Teich {place.name[0]}")
        TrainingFactory.create(institution=place, title=f"Teich {place.name[0]}")
    UserFactory.create(name="Anna Teich")


@pytest.mark.usefixtures("foreign")
def test_everybody_finds_what_they_may_see(
    member: Persona, coordinator: Persona, counsellor: Persona, lead: Persona, admin: Persona
) -> None:
    places = ["Haus Teichblick", "Schule am Téich"]
    trainings, contacts = ["Teich H", "Teich S"], ["Frau Teich H", "Frau Teich S"]
    office = {"Einrichtungen": places, "Kontaktpersonen": contacts, "Schulungen": trainings}
    people = {"Personen": ["Anna Teich"]}
    own = {"Einrichtungen": places[1:], "Schulungen": trainings[1:]}
    assert found(member.client, "teich") == own
    assert found(coordinator.client, "teich") == own | {"Kontaktpersonen": contacts[1:]}
    assert found(counsellor.client, "TEICH") == office
    assert found(lead.client, "teich") == office | people
    assert found(admin.client, "teich") == {
        "Einrichtungen": places, "Kontaktpersonen": contacts, **people,
    }  # fmt: skip


@pytest.mark.usefixtures("foreign")
def test_all_words_must_occur_and_topics_count(lead: Persona) -> None:
    assert found(lead.client, "teich schule gymnasium") == {"Einrichtungen": ["Schule am Téich"]}
    assert found(lead.client, "antisemitismus haus") == {"Schulungen": ["Teich H"]}
    assert found(lead.client, "gibt es nicht") == {}
    page = lead.client.get("/search/", {"q": "gibt es nicht"}).content.decode()
    assert "Nichts gefunden" in page


def test_no_case_is_ever_found(lead: Persona) -> None:
    make_recovery_key()
    give_key(lead)
    case = make_case(code=new_code())
    assert found(lead.client, case.reference) == {}
    assert found(lead.client, case.reference[:4]) == {}


def test_coordinator_whose_term_is_over_finds_nothing(coordinator: Persona) -> None:
    coordinator.user.memberships.update(term_ends_on="2020-01-01", starts_on="2019-01-01")
    assert found(coordinator.client, coordinator.institution.name) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_search_takes_as_many_queries_for_three_as_for_one(
    lead: Persona, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for membership in MembershipFactory.create_batch(rows):
        TrainingFactory.create(institution=membership.team.institution)
        ContactFactory.create(institution=membership.team.institution)
    lead.client.get("/search/")
    with django_assert_num_queries(_QUERIES):
        lead.client.get("/search/", {"q": "e"})


_QUERIES = 10
