"""Marking who attended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Team
from tests.factories.trainings import AttendanceFactory, SessionFactory, TrainingFactory
from tests.personas import Persona
from trainings.enums import Group, State
from trainings.models import Training
from trainings.services import AttendanceMark, mark_attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(team: Team) -> Training:
    """Plan a training for today."""
    return TrainingFactory.create(institution=team.institution, state=State.PLANNED, heads={})


def marked(training: Training) -> list[tuple[str, str, int | None]]:
    session = training.sessions.get()
    return [(str(row), row.status, row.minutes) for row in session.attendances.all()]


def test_attendance_replaces_the_list_and_holds_the_training(
    member: Persona, planned: Training
) -> None:
    session = planned.sessions.get()
    AttendanceFactory.create(session=session, name="Vorher")
    marks = [
        AttendanceMark(user_id=member.user.id),
        AttendanceMark(name="Ada", status="left_early", minutes=45),
        AttendanceMark(name="Bo", status="excused"),
    ]
    for _ in range(2):
        training = mark_attendance(
            session_id=session.id, marks=marks, heads={Group.PUPILS: 7}, by=member.user
        )
    assert marked(planned) == [
        (member.user.name, "present", None),
        ("Ada", "left_early", 45),
        ("Bo", "excused", None),
    ]
    assert training.state == State.HELD
    assert planned.head_counts.get().count == 7


def test_attendance_marked_by_the_coordinator_confirms(
    coordinator: Persona, planned: Training
) -> None:
    training = mark_attendance(session_id=planned.sessions.get().id, marks=[], by=coordinator.user)
    assert training.state == State.CONFIRMED


def test_attendance_before_the_last_day_leaves_the_training_planned(
    coordinator: Persona, planned: Training
) -> None:
    first = planned.sessions.get()
    SessionFactory.create(training=planned, date=timezone.localdate() + timedelta(days=7))
    training = mark_attendance(session_id=first.id, marks=[], by=coordinator.user)
    assert training.state == State.PLANNED


def test_attendance_of_a_day_to_come_is_refused(coordinator: Persona, planned: Training) -> None:
    session = planned.sessions.get()
    session.date = timezone.localdate() + timedelta(days=1)
    session.save()
    with pytest.raises(ValidationError, match="ab dem Tag"):
        mark_attendance(session_id=session.id, marks=[], by=coordinator.user)


@pytest.mark.parametrize(
    "mark",
    [
        AttendanceMark(name="Ada", status="asleep"),
        AttendanceMark(name="Ada", minutes=1441),
        AttendanceMark(name="A" * 121),
    ],
)
def test_attendance_refuses_impossible_marks_and_keeps_the_list(
    member: Persona, planned: Training, mark: AttendanceMark
) -> None:
    AttendanceFactory.create(session=planned.sessions.get(), name="Vorher")
    with pytest.raises(ValidationError):
        mark_attendance(session_id=planned.sessions.get().id, marks=[mark], by=member.user)
    assert marked(planned) == [("Vorher", "present", None)]


def test_attendance_of_an_erased_account_stays(member: Persona, planned: Training) -> None:
    session = planned.sessions.get()
    AttendanceFactory.create(session=session, name="")
    mark_attendance(session_id=session.id, marks=[AttendanceMark(name="Ada")], by=member.user)
    assert [name for name, _status, _minutes in marked(planned)] == ["", "Ada"]
