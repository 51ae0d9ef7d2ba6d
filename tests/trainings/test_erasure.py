"""Names and words go when their time is over; what is counted stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.trainings import (
    AttendanceFactory,
    FollowUpAnswerFactory,
    SessionFactory,
    TrainerFactory,
    TrainingFactory,
)
from trainings.erasure import ERASERS
from trainings.models import Attendance, Training

pytestmark = pytest.mark.django_db
by_kind = {eraser.kind: eraser for eraser in ERASERS}
TODAY = date(2028, 2, 29)


def test_words_of_an_answer_go_after_a_year_and_the_answer_stays() -> None:
    old = FollowUpAnswerFactory.create(at=datetime(2027, 2, 28, 12, tzinfo=UTC), text="Alles gut")
    FollowUpAnswerFactory.create(at=datetime(2027, 3, 1, 12, tzinfo=UTC), text="Neuer")
    FollowUpAnswerFactory.create(at=datetime(2026, 1, 1, 12, tzinfo=UTC), text="")
    eraser = by_kind["follow_up_text"]
    assert list(eraser.due(TODAY)) == [old]
    assert eraser.erase([old.pk]) == 1
    old.refresh_from_db()
    assert (old.text, old.answer) == ("", "done")
    assert eraser.erase([old.pk]) == 0


def test_names_without_account_go_two_years_after_the_training() -> None:
    training: Training = TrainingFactory.create(on=date(2026, 2, 28))
    named = AttendanceFactory.create(session=training.sessions.get(), name="Frau Teich")
    AttendanceFactory.create(session=training.sessions.get(), name="", user=UserFactory.create())
    recent = SessionFactory.create(training=training, date=date(2026, 3, 1))
    AttendanceFactory.create(session=recent)
    eraser = by_kind["attendance_name"]
    assert list(eraser.due(TODAY)) == [named]
    assert eraser.erase([named.pk]) == 1
    named.refresh_from_db()
    assert (named.name, named.status) == ("", "present")
    assert Attendance.objects.count() == 3


def test_trainers_name_waits_for_the_last_session() -> None:
    over = TrainerFactory.create(training=TrainingFactory.create(on=date(2026, 2, 28)))
    going_on = TrainingFactory.create(on=date(2026, 2, 28))
    SessionFactory.create(training=going_on, date=date(2026, 3, 1))
    TrainerFactory.create(training=going_on)
    eraser = by_kind["trainer_name"]
    assert list(eraser.due(TODAY)) == [over]
    assert eraser.erase([over.pk]) == 1
    over.refresh_from_db()
    assert over.name == ""
