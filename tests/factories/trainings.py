"""Trainings and what belongs to them."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import User
from ateams.school_year import school_year_of
from tests.factories.accounts import InstitutionFactory
from trainings.enums import Answer, Group, Kind, State
from trainings.models import (
    ApprovedHours,
    Attendance,
    BatchEntry,
    Certificate,
    CertificateBatch,
    CertificateHolder,
    Cohort,
    Curriculum,
    FollowUpAnswer,
    HeadCount,
    MaterialFile,
    PersonConsent,
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


class MaterialFileFactory(factory.django.DjangoModelFactory[MaterialFile]):
    """A text beside a training, with its bytes in the storage."""

    class Meta:
        model = MaterialFile

    training = factory.SubFactory(TrainingFactory)
    name = factory.Sequence("Blatt {}.txt".format)
    media_type = "text/plain; charset=utf-8"
    size = 5
    digest = factory.LazyAttribute(lambda fields: sha256(fields.name.encode()).hexdigest())
    added_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[MaterialFile], *args: Any, **fields: Any) -> MaterialFile:
        made: MaterialFile = model_class.objects.create(*args, **fields)
        default_storage.save(made.stored_as, ContentFile(b"Hallo"))
        return made


class TrainingRequestFactory(factory.django.DjangoModelFactory[TrainingRequest]):
    """A school that asks for a training of its teachers."""

    class Meta:
        model = TrainingRequest

    institution_name = factory.Sequence("Schule {}".format)
    name = "Kim Beispiel"
    email = factory.Sequence("anfrage-{}@example.org".format)
    group = Group.TEACHERS
    at = factory.LazyFunction(timezone.now)


class CurriculumFactory(factory.django.DjangoModelFactory[Curriculum]):
    """A published version: three hours of antisemitism, one of intersectionality, mandatory.

    `topics` gives minutes by code, `mandatory` the codes that nobody may miss.
    """

    class Meta:
        model = Curriculum
        skip_postgeneration_save = True

    version = factory.Sequence(lambda number: number + 1)
    percent = 80
    published_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Curriculum], *args: Any, **fields: Any) -> Curriculum:
        topics = fields.pop("topics", {Topic.ANTISEMITISM: 180, Topic.INTERSECTIONALITY: 60})
        mandatory = fields.pop("mandatory", {Topic.INTERSECTIONALITY})
        curriculum: Curriculum = model_class.objects.create(*args, **fields)
        for code, minutes in topics.items():
            curriculum.topics.create(code=code, minutes=minutes, mandatory=code in mandatory)
        return curriculum


class CohortFactory(factory.django.DjangoModelFactory[Cohort]):
    """A cohort of this school year; `people` are its members."""

    class Meta:
        model = Cohort
        skip_postgeneration_save = True

    name = factory.Sequence("Jahrgang Nr. {}".format)
    school_year = factory.LazyFunction(lambda: school_year_of(timezone.localdate()).start)
    curriculum = factory.SubFactory(CurriculumFactory)

    @classmethod
    def _create(cls, model_class: type[Cohort], *args: Any, **fields: Any) -> Cohort:
        people = fields.pop("people", ())
        cohort: Cohort = model_class.objects.create(*args, **fields)
        for person in people:
            cohort.members.create(user=person, added_at=timezone.now())
        return cohort


def attend(user: User, topics: dict[str, int], **fields: Any) -> Training:
    """Let somebody take part in a confirmed qualification: so many minutes of each topic."""
    training: Training = TrainingFactory.create(
        kind=Kind.QUALIFICATION,
        state=State.CONFIRMED,
        topics=list(topics),
        minutes=sum(topics.values()),
        **fields,
    )
    training.sessions.get().attendances.create(user=user)
    return training


class ApprovedHoursFactory(factory.django.DjangoModelFactory[ApprovedHours]):
    """Ten hours of last month; wants a `user`."""

    class Meta:
        model = ApprovedHours

    first_day = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    last_day = factory.LazyFunction(timezone.localdate)
    minutes = 600
    approved_on = factory.LazyFunction(timezone.localdate)


def agreed_person(user_id: UUID, noted_by: User, *, handled: bool = False) -> PersonConsent:
    """Let somebody have agreed to a photo, by their guardian's signature, and take it back.

    Nobody is reminded of what is `handled`.
    """
    today = timezone.localdate()
    return PersonConsent.objects.create(
        user_id=user_id,
        scope="photo",
        given_on=today,
        by_guardian=True,
        noted_by=noted_by,
        withdrawn_on=today,
        handled_on=today if handled else None,
    )


def certify(user_id: UUID, issued_by: User) -> Certificate:
    """Give somebody a certificate with their name, of a batch of its own."""
    today = timezone.localdate()
    facts: dict[str, Any] = {
        "title": "Qualifizierung",
        "topics": ["Antisemitismus"],
        "first_day": today,
        "last_day": today,
        "issued_by": issued_by,
    }
    batch = CertificateBatch.objects.create(begun_at=timezone.now(), **facts)
    certificate = Certificate.objects.create(
        initials="A. E.", minutes=600, issued_on=today, **facts
    )
    name = User.objects.get(pk=user_id).name
    CertificateHolder.objects.create(certificate=certificate, user_id=user_id, name=name)
    BatchEntry.objects.create(
        batch=batch, user_id=user_id, minutes=600, done=True, certificate=certificate
    )
    return certificate
