"""Planning, logging, changing, cancelling: what the services promise."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Team
from ateams.audit.models import Entry
from tests.factories.accounts import TeamFactory
from tests.factories.trainings import AttendanceFactory, TrainingFactory
from tests.personas import Persona
from tests.trainings.details import details_for
from trainings.enums import Group, State
from trainings.models import Training
from trainings.services import (
    SessionTime,
    cancel_training,
    change_training,
    log_training,
    plan_training,
)
from trainings.topics import Topic

pytestmark = pytest.mark.django_db


def actions(training: Training) -> list[str]:
    entries = Entry.objects.filter(subject_kind="training", subject_id=str(training.id))
    return list(entries.order_by("id").values_list("action", flat=True))


def test_log_writes_everything_down_and_waits_for_confirmation(member: Persona, team: Team) -> None:
    training = log_training(
        details=details_for(
            team, topics=("sexism", "queer"), trainer_ids=(member.user.id,), trainer_names=("Ada",)
        ),
        heads={Group.TEACHERS: 24, Group.PARENTS: 0},
        names=["Bo", "Cem"],
        by=member.user,
    )
    assert (training.state, training.logged_by) == (State.HELD, member.user)
    assert [row.code for row in training.topic_rows.all()] == ["sexism", "queer"]
    assert list(training.head_counts.values_list("group", "count")) == [("teachers", 24)]
    assert [str(trainer) for trainer in training.trainers.all()] == [member.user.name, "Ada"]
    assert [str(row) for row in training.sessions.get().attendances.all()] == ["Bo", "Cem"]
    assert actions(training) == ["training.logged"]


def test_log_by_somebody_who_may_confirm_is_confirmed_at_once(
    coordinator: Persona, team: Team
) -> None:
    training = log_training(details=details_for(team), heads={}, by=coordinator.user)
    assert (training.state, training.confirmed_by) == (State.CONFIRMED, coordinator.user)


def test_log_sent_twice_makes_one_training(member: Persona, team: Team) -> None:
    submission = uuid.uuid4()
    first, second = (
        log_training(
            details=details_for(team), heads={"teachers": 24}, by=member.user, submission=submission
        )
        for _ in range(2)
    )
    assert first == second
    assert Training.objects.count() == 1
    assert actions(first) == ["training.logged"]


def test_log_of_a_future_day_is_refused(member: Persona, team: Team) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="Zukunft"):
        log_training(details=details_for(team, on=tomorrow), heads={}, by=member.user)


@pytest.mark.parametrize("heads", [{"teachers": 2001}, {"teachers": -1}, {"dogs": 3}])
def test_log_with_impossible_heads_leaves_nothing(
    member: Persona, team: Team, heads: dict[str, int]
) -> None:
    with pytest.raises(ValidationError):
        log_training(details=details_for(team), heads=heads, by=member.user)
    assert not Training.objects.exists()


def test_log_for_a_team_of_another_institution_is_refused(member: Persona, team: Team) -> None:
    foreign = replace(details_for(team), team_id=TeamFactory.create().id)
    with pytest.raises(ValidationError, match="anderen Einrichtung"):
        log_training(details=foreign, heads={}, by=member.user)


@pytest.mark.parametrize("missing", [{"topics": ()}, {"sessions": ()}])
def test_training_needs_a_day_and_a_topic(
    member: Persona, team: Team, missing: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError, match="Datum und ein Thema"):
        log_training(details=replace(details_for(team), **missing), heads={}, by=member.user)


def test_plan_keeps_sessions_in_order(coordinator: Persona, team: Team) -> None:
    day = timezone.localdate() + timedelta(days=9)
    times = (
        SessionTime(day + timedelta(days=7), 45),
        SessionTime(day, 180, time(14, 0)),
        SessionTime(day, 90, time(9, 0)),
    )
    training = plan_training(details=details_for(team, sessions=times), by=coordinator.user)
    assert training.state == State.PLANNED
    assert [(s.date, s.minutes) for s in training.sessions.all()] == [
        (day, 90),
        (day, 180),
        (day + timedelta(days=7), 45),
    ]
    assert actions(training) == ["training.planned"]


def test_change_moves_a_session_and_keeps_its_attendance(coordinator: Persona, team: Team) -> None:
    training = TrainingFactory.create(institution=team.institution, topics=[Topic.SEXISM])
    AttendanceFactory.create(session=training.sessions.get(), name="Ada")
    yesterday = timezone.localdate() - timedelta(days=1)
    change_training(
        training_id=training.id,
        details=details_for(team, on=yesterday, topics=("queer",), title="Neu"),
        by=coordinator.user,
    )
    training.refresh_from_db()
    assert (training.title, training.last_day) == ("Neu", yesterday)
    assert [row.code for row in training.topic_rows.all()] == ["queer"]
    assert training.sessions.get().attendances.get().name == "Ada"
    assert actions(training) == ["training.changed"]


def test_change_drops_sessions_that_are_gone(coordinator: Persona, team: Team) -> None:
    day = timezone.localdate() + timedelta(days=9)
    training = plan_training(
        details=details_for(team, sessions=(SessionTime(day, 90), SessionTime(day, 45))),
        by=coordinator.user,
    )
    change_training(training_id=training.id, details=details_for(team, on=day), by=coordinator.user)
    assert training.sessions.count() == 1


def test_change_of_a_cancelled_training_is_refused(coordinator: Persona, team: Team) -> None:
    training = TrainingFactory.create(institution=team.institution, state=State.CANCELLED)
    with pytest.raises(ValidationError, match="abgesagt"):
        change_training(training_id=training.id, details=details_for(team), by=coordinator.user)


def test_change_cannot_move_a_held_training_to_the_future(coordinator: Persona, team: Team) -> None:
    training = TrainingFactory.create(institution=team.institution)
    tomorrow = details_for(team, on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError, match="Zukunft"):
        change_training(training_id=training.id, details=tomorrow, by=coordinator.user)


@pytest.mark.parametrize("state", [State.PLANNED, State.HELD, State.CONFIRMED])
def test_cancel_ends_a_training_and_twice_does_no_harm(coordinator: Persona, state: State) -> None:
    training = TrainingFactory.create(state=state)
    for _ in range(2):
        cancel_training(training_id=training.id, by=coordinator.user)
    training.refresh_from_db()
    assert (training.state, training.confirmed_at) == (State.CANCELLED, None)
    assert actions(training) == ["training.cancelled"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_log_sent_many_times_at_once_makes_one_training(member: Persona, team: Team) -> None:
    submission = uuid.uuid4()

    def send(_: int) -> uuid.UUID:
        try:
            return log_training(
                details=details_for(team), heads={}, by=member.user, submission=submission
            ).id
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        ids = set(pool.map(send, range(8)))
    assert ids == {Training.objects.get().id}
