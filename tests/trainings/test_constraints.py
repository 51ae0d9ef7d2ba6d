"""What the database refuses, whatever the code above it does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.trainings import (
    AttendanceFactory,
    FollowUpAnswerFactory,
    SessionFactory,
    TrainerFactory,
    TrainingFactory,
)
from trainings.enums import State
from trainings.models import HeadCount, Training, TrainingTopic

pytestmark = pytest.mark.django_db


def refuses(name: str, act: Callable[[], Any]) -> None:
    """Assert that the database refuses the act by the named constraint."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    if "UNIQUE constraint failed" not in str(refusal.value):  # SQLite names columns there
        assert name in str(refusal.value)


@pytest.fixture
def training(db: None) -> Training:
    return TrainingFactory.create()


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create()


def test_training_state_must_be_known(training: Training) -> None:
    refuses("training_state_known", lambda: Training.objects.update(state="lost"))


def test_training_kind_must_be_known(training: Training) -> None:
    refuses("training_kind_known", lambda: Training.objects.update(kind="party"))


def test_confirmed_training_must_know_when(training: Training) -> None:
    confirmed = State.CONFIRMED
    refuses("training_confirmed_has_time", lambda: Training.objects.update(state=confirmed))


def test_unconfirmed_training_has_no_time_of_confirmation(training: Training) -> None:
    now = timezone.now()
    refuses("training_confirmed_has_time", lambda: Training.objects.update(confirmed_at=now))


def test_confirmer_needs_a_time(training: Training, user: User) -> None:
    refuses("training_confirmer_has_time", lambda: Training.objects.update(confirmed_by=user))


def test_submission_makes_one_training(training: Training) -> None:
    refuses("submission", lambda: [TrainingFactory.create(submission=user_id) for user_id in
                                   [training.id, training.id]])  # fmt: skip


def test_topic_stands_once_per_training(training: Training) -> None:
    row = training.topic_rows.get()
    refuses(
        "training_topic_once",
        lambda: TrainingTopic.objects.create(training=training, code=row.code),
    )


def test_topic_must_be_known(training: Training) -> None:
    refuses("training_topic_known", lambda: training.topic_rows.update(code="cooking"))


@pytest.mark.parametrize("minutes", [0, 1441])
def test_session_lasts_no_longer_than_a_day(training: Training, minutes: int) -> None:
    refuses(
        "session_minutes_in_a_day",
        lambda: SessionFactory.create(training=training, minutes=minutes),
    )


def test_trainer_account_stands_once(training: Training, user: User) -> None:
    TrainerFactory.create(training=training, user=user, name="")
    refuses(
        "trainer_account_once",
        lambda: TrainerFactory.create(training=training, user=user, name=""),
    )


def test_trainer_is_an_account_or_a_name(training: Training, user: User) -> None:
    refuses(
        "trainer_account_or_name",
        lambda: TrainerFactory.create(training=training, user=user, name="Ada"),
    )


def test_head_count_has_each_group_once(training: Training) -> None:
    group = training.head_counts.get().group
    refuses(
        "head_count_group_once",
        lambda: HeadCount.objects.create(training=training, group=group, count=3),
    )


def test_head_count_ends_at_2000(training: Training) -> None:
    refuses("head_count_in_range", lambda: training.head_counts.update(count=2001))


def test_head_count_group_must_be_known(training: Training) -> None:
    refuses("head_count_group_known", lambda: training.head_counts.update(group="dogs"))


def test_attendance_has_an_account_once(training: Training, user: User) -> None:
    session = training.sessions.get()
    AttendanceFactory.create(session=session, user=user, name="")
    refuses(
        "attendance_account_once",
        lambda: AttendanceFactory.create(session=session, user=user, name=""),
    )


def test_attendance_is_an_account_or_a_name(training: Training, user: User) -> None:
    session = training.sessions.get()
    refuses(
        "attendance_account_or_name",
        lambda: AttendanceFactory.create(session=session, user=user, name="Ada"),
    )


def test_attendance_status_must_be_known(training: Training) -> None:
    session = training.sessions.get()
    refuses(
        "attendance_status_known",
        lambda: AttendanceFactory.create(session=session, status="asleep"),
    )


def test_attendance_lasts_no_longer_than_a_day(training: Training) -> None:
    session = training.sessions.get()
    refuses(
        "attendance_minutes_in_a_day",
        lambda: AttendanceFactory.create(session=session, minutes=1441),
    )


def test_question_has_one_current_answer() -> None:
    answer = FollowUpAnswerFactory.create()
    refuses(
        "follow_up_answer_one_current",
        lambda: FollowUpAnswerFactory.create(training=answer.training),
    )


def test_question_is_asked_after_known_months() -> None:
    refuses("follow_up_answer_months_known", lambda: FollowUpAnswerFactory.create(months=2))


def test_answer_must_be_known() -> None:
    refuses("follow_up_answer_known", lambda: FollowUpAnswerFactory.create(answer="maybe"))


def test_handler_needs_a_time(user: User) -> None:
    refuses(
        "follow_up_answer_handler_has_time",
        lambda: FollowUpAnswerFactory.create(handled_by=user),
    )


def test_erased_account_leaves_the_facts(user: User) -> None:
    training = TrainingFactory.create(
        state=State.CONFIRMED, confirmed_by=user, logged_by=user, heads={}
    )
    TrainerFactory.create(training=training, user=user, name="")
    AttendanceFactory.create(session=training.sessions.get(), user=user, name="")
    user.delete()
    training.refresh_from_db()
    assert (training.state, training.confirmed_by, training.logged_by) == ("confirmed", None, None)
    assert training.trainers.count() == 1
    assert training.sessions.get().attendances.count() == 1
