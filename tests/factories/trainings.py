"""Trainings and what belongs to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone

from tests.factories.accounts import InstitutionFactory
from trainings.enums import Answer, Group, Kind, State
from trainings.models import (
    Attendance,
    FollowUpAnswer,
    HeadCount,
    Session,
    SignUp,
    Trainer,
    Training,
    TrainingRequest,
    TrainingTopic,
)
from trainings.topics import Topic


class TrainingFactory(factory.django.DjangoModelFactory[Training]):
    """A training that a team held today: one session of 90 minutes, for 24 teachers.

    `on` and `minutes` describe the session, `heads` counts by group, `topics` are codes.
    """

    class Meta:
        model = Training
        skip_postgeneration_save = True

    kind = Kind.OUTREACH
    institution = factory.SubFactory(InstitutionFactory)
    title = factory.Sequence("Schulung {}".format)
    state = State.HELD
    logged_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyAttribute(
        lambda fields: timezone.now() if fields.state == State.CONFIRMED else None
    )

    @classmethod
    def _create(cls, model_class: type[Training], *args: Any, **fields: Any) -> Training:
        on: date = fields.pop("on", None) or timezone.localdate()
        minutes: int = fields.pop("minutes", 90)
        heads: dict[str, int] = fields.pop("heads", {Group.TEACHERS: 24})
        topics: list[str] = fields.pop("topics", [Topic.ANTISEMITISM])
        training: Training = model_class.objects.create(*args, **fields)
        SessionFactory.create(training=training, date=on, minutes=minutes)
        for group, count in heads.items():
            HeadCount.objects.create(training=training, group=group, count=count)
        for code in topics:
            TrainingTopic.objects.create(training=training, code=code)
        return training


class SessionFactory(factory.django.DjangoModelFactory[Session]):
    """A further session of a training, of 90 minutes, today."""

    class Meta:
        model = Session

    training = factory.SubFactory(TrainingFactory)
    date = factory.LazyFunction(timezone.localdate)
    minutes = 90


class AttendanceFactory(factory.django.DjangoModelFactory[Attendance]):
    """Somebody without an account who was there; wants a `session`."""

    class Meta:
        model = Attendance

    name = factory.Sequence("Teilnehmende {}".format)


class TrainerFactory(factory.django.DjangoModelFactory[Trainer]):
    """An external expert who holds a training."""

    class Meta:
        model = Trainer

    training = factory.SubFactory(TrainingFactory)
    name = factory.Sequence("Fachperson {}".format)


class FollowUpAnswerFactory(factory.django.DjangoModelFactory[FollowUpAnswer]):
    """An answer one month after a training that ended then: all is well."""

    class Meta:
        model = FollowUpAnswer

    training = factory.SubFactory(
        TrainingFactory,
        on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=40)),
    )
    months = 1
    answer = Answer.DONE
    at = factory.LazyFunction(timezone.now)


class SignUpFactory(factory.django.DjangoModelFactory[SignUp]):
    """Somebody without an account who wants to come."""

    class Meta:
        model = SignUp

    training = factory.SubFactory(TrainingFactory)
    name = factory.Sequence("Angemeldete {}".format)
    at = factory.LazyFunction(timezone.now)


class TrainingRequestFactory(factory.django.DjangoModelFactory[TrainingRequest]):
    """A school that asks for a training of its teachers."""

    class Meta:
        model = TrainingRequest

    institution_name = factory.Sequence("Schule {}".format)
    name = "Kim Beispiel"
    email = factory.Sequence("anfrage-{}@example.org".format)
    group = Group.TEACHERS
    at = factory.LazyFunction(timezone.now)
