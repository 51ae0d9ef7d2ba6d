"""Confirming, alone and several at once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from ateams.audit.models import Entry
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona
from trainings.enums import Group, State
from trainings.services import confirm_many, confirm_training, correct_head_count
from trainings.transitions import TRANSITIONS, ForbiddenMove, check_move

pytestmark = pytest.mark.django_db


def test_transitions_are_exactly_these() -> None:
    moves = {(before.value, after.value) for before in TRANSITIONS for after in TRANSITIONS[before]}
    assert set(TRANSITIONS) == set(State)
    assert moves == {
        ("planned", "fixed"),
        ("planned", "held"),
        ("fixed", "held"),
        ("fixed", "cancelled"),
        ("planned", "cancelled"),
        ("held", "confirmed"),
        ("held", "cancelled"),
        ("confirmed", "cancelled"),
    }
    with pytest.raises(ForbiddenMove):
        check_move(State.CANCELLED, State.PLANNED)


def test_confirm_names_who_and_when_and_twice_does_no_harm(coordinator: Persona) -> None:
    training = TrainingFactory.create()
    first = confirm_training(training_id=training.id, by=coordinator.user)
    again = confirm_training(training_id=training.id, by=coordinator.user)
    assert (first.state, first.confirmed_by) == (State.CONFIRMED, coordinator.user)
    assert again.confirmed_at == first.confirmed_at
    assert Entry.objects.filter(action="training.confirmed").count() == 1


@pytest.mark.parametrize("state", [State.PLANNED, State.CANCELLED])
def test_confirm_needs_a_training_that_was_held(coordinator: Persona, state: State) -> None:
    training = TrainingFactory.create(state=state)
    with pytest.raises(ForbiddenMove):
        confirm_training(training_id=training.id, by=coordinator.user)


def test_confirm_many_confirms_the_ticked_and_corrects_all(coordinator: Persona) -> None:
    ticked, corrected, cancelled = TrainingFactory.create_batch(3)
    cancelled.state = State.CANCELLED
    cancelled.save()
    confirmed = confirm_many(
        training_ids=[ticked.id, cancelled.id],
        heads={corrected.id: {Group.TEACHERS: 22}, cancelled.id: {Group.TEACHERS: 1}},
        by=coordinator.user,
    )
    states = []
    for training in (ticked, corrected, cancelled):
        training.refresh_from_db()
        states.append((training.state, training.head_counts.get().count))
    assert confirmed == 1
    assert states == [("confirmed", 24), ("held", 22), ("cancelled", 24)]


def test_confirm_many_does_all_or_nothing(coordinator: Persona) -> None:
    training = TrainingFactory.create()
    with pytest.raises(ValidationError):
        confirm_many(
            training_ids=[training.id],
            heads={training.id: {Group.TEACHERS: 100_000}},
            by=coordinator.user,
        )
    training.refresh_from_db()
    assert (training.state, training.head_counts.get().count) == (State.HELD, 24)


def test_correct_head_count_sets_adds_and_removes_groups(coordinator: Persona) -> None:
    training = TrainingFactory.create(heads={Group.TEACHERS: 24, Group.PARENTS: 3})
    heads: dict[str, int] = {Group.TEACHERS: 22, Group.PUPILS: 5, Group.PARENTS: 0}
    correct_head_count(training_id=training.id, heads=heads, by=coordinator.user)
    correct_head_count(training_id=training.id, heads=heads, by=coordinator.user)
    counted = dict(training.head_counts.values_list("group", "count"))
    assert counted == {"teachers": 22, "pupils": 5}
    assert Entry.objects.filter(action="training.counted").count() == 1


def test_correct_head_count_of_a_cancelled_training_is_refused(coordinator: Persona) -> None:
    training = TrainingFactory.create(state=State.CANCELLED)
    with pytest.raises(ValidationError, match="abgesagt"):
        correct_head_count(training_id=training.id, heads={}, by=coordinator.user)
