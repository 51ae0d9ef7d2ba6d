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
    certify,
)
from trainings.erasure import ERASERS
from trainings.models import (
    Attendance,
    BatchEntry,
    Certificate,
    CertificateBatch,
    CertificateHolder,
    Feedback,
    Training,
)

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


def test_certificates_go_after_ten_years_and_their_batches_before() -> None:
    person, lead = UserFactory.create(), UserFactory.create(role="lead")
    old, young = certify(person.pk, lead), certify(person.pk, lead)
    Certificate.objects.filter(pk=old.pk).update(issued_on=date(2018, 2, 28))
    Certificate.objects.filter(pk=young.pk).update(issued_on=date(2018, 3, 1))
    eraser = by_kind["certificate"]
    assert list(eraser.due(TODAY)) == [old]
    assert eraser.erase([old.pk]) == 1
    CertificateBatch.objects.update(begun_at=datetime(2026, 2, 28, 12, tzinfo=UTC))
    eraser = by_kind["certificate_batch"]
    batches = list(eraser.due(TODAY))
    assert eraser.erase([batch.pk for batch in batches]) == 2
    assert list(CertificateHolder.objects.values_list("certificate", flat=True)) == [young.pk]


def test_batch_that_is_not_done_stays() -> None:
    batch = certify(UserFactory.create().pk, UserFactory.create(role="lead")).batch_entry.batch
    CertificateBatch.objects.update(begun_at=datetime(2020, 1, 1, tzinfo=UTC))
    BatchEntry.objects.create(batch=batch, user=UserFactory.create(), minutes=60)
    assert list(by_kind["certificate_batch"].due(TODAY)) == []


def test_words_of_feedback_go_after_a_year_and_the_numbers_stay() -> None:
    training = TrainingFactory.create(on=date(2027, 2, 28))
    old = Feedback.objects.create(training=training, moment="after", useful=4, good="Schön")
    younger = TrainingFactory.create(on=date(2027, 3, 1))
    Feedback.objects.create(training=younger, moment="after", good="Neu")
    eraser = by_kind["feedback_text"]
    assert list(eraser.due(TODAY)) == [old]
    assert eraser.erase([old.pk]) == 1
    old.refresh_from_db()
    assert (old.good, old.useful) == ("", 4)
