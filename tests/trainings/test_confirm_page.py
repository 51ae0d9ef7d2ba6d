"""Confirming on the page: several at once, with a count corrected in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Team
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona
from trainings.enums import Group, State
from trainings.models import Training
from trainings.services import confirm_training, correct_head_count

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

PAGE = "/trainings/confirm/"


@pytest.fixture
def waiting(team: Team) -> list[Training]:
    return [TrainingFactory.create(institution=team.institution, team=team) for _ in range(3)]


def shown(person: Persona) -> dict[str, Any]:
    """Return what a browser would send back of the page unchanged."""
    data: dict[str, Any] = {}
    for row in person.client.get(PAGE).context["form"].rows:
        for field in row.head_fields:
            value = "" if field.value() is None else str(field.value())
            data |= {field.html_name: value, field.html_initial_name: value}
    return data


def send(person: Persona, data: dict[str, Any], **changed: Any) -> Response:
    return person.client.post(PAGE, data | changed, follow=True)


def states(trainings: list[Training]) -> list[tuple[str, int]]:
    found = []
    for training in trainings:
        training.refresh_from_db()
        found.append((training.state, training.head_counts.get().count))
    return found


def test_confirm_confirms_the_ticked_and_corrects_in_place(
    coordinator: Persona, waiting: list[Training]
) -> None:
    ticks = {f"{training.id}-confirm": "on" for training in waiting[:2]}
    answer = send(
        coordinator, shown(coordinator), **ticks, **{f"{waiting[1].id}-heads_teachers": "22"}
    )
    assert states(waiting) == [("confirmed", 24), ("confirmed", 22), ("held", 24)]
    assert "2 Schulungen bestätigt." in answer.content.decode()


def test_confirm_saves_a_correction_without_a_tick(
    coordinator: Persona, waiting: list[Training]
) -> None:
    data = shown(coordinator) | {f"{waiting[0].id}-heads_teachers": "22"}
    assert "Die Zahlen sind gespeichert." in send(coordinator, data).content.decode()
    assert states(waiting)[0] == ("held", 22)


def test_confirm_does_not_set_back_what_somebody_else_corrected(
    coordinator: Persona, counsellor: Persona, waiting: list[Training]
) -> None:
    data = shown(coordinator) | {f"{waiting[0].id}-confirm": "on"}
    correct_head_count(training_id=waiting[0].id, heads={Group.TEACHERS: 20}, by=counsellor.user)
    send(coordinator, data)
    assert states(waiting)[0] == ("confirmed", 20)


def test_confirm_leaves_alone_what_somebody_else_confirmed(
    coordinator: Persona, counsellor: Persona, waiting: list[Training]
) -> None:
    data = shown(coordinator) | {f"{waiting[0].id}-confirm": "on"}
    confirm_training(training_id=waiting[0].id, by=counsellor.user)
    send(coordinator, data)
    waiting[0].refresh_from_db()
    assert waiting[0].confirmed_by == counsellor.user


def test_confirm_asks_for_a_tick(coordinator: Persona, waiting: list[Training]) -> None:
    answer = send(coordinator, shown(coordinator))
    assert "Bitte mindestens eine Schulung ankreuzen." in answer.content.decode()


@pytest.mark.parametrize("heads", ["-1", "100000", "viele"])
def test_confirm_with_an_impossible_count_writes_nothing(
    coordinator: Persona, waiting: list[Training], heads: str
) -> None:
    ticks = {f"{training.id}-confirm": "on" for training in waiting}
    data = shown(coordinator) | ticks | {f"{waiting[0].id}-heads_teachers": heads}
    page = send(coordinator, data).content.decode()
    assert states(waiting) == [("held", 24)] * 3
    assert "Bitte eine Angabe prüfen" in page
    assert f'value="{heads}"' in page
    assert page.count(" checked") == 3


def test_confirm_ignores_foreign_trainings(coordinator: Persona, waiting: list[Training]) -> None:
    foreign = TrainingFactory.create()
    send(coordinator, shown(coordinator), **{f"{foreign.id}-confirm": "on"})
    assert states([foreign]) == [("held", 24)]


def test_confirm_shows_the_own_institution_and_the_office_all(
    coordinator: Persona, counsellor: Persona, waiting: list[Training]
) -> None:
    TrainingFactory.create()
    TrainingFactory.create(state=State.PLANNED)
    rows = [len(who.client.get(PAGE).context["form"].rows) for who in (coordinator, counsellor)]
    assert rows == [3, 4]


def test_confirm_teaches_when_nothing_waits(coordinator: Persona) -> None:
    assert "Nichts zu bestätigen" in coordinator.client.get(PAGE).content.decode()


def test_confirm_takes_as_many_queries_for_three_as_for_one(
    coordinator: Persona, team: Team, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for _ in range(3):
        TrainingFactory.create(institution=team.institution, team=team)
        with django_assert_max_num_queries(20) as queries:
            coordinator.client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[2]
