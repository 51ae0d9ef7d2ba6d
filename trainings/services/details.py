"""What is known about a training, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from trainings.enums import Kind
from trainings.models import Session, Trainer, Training, TrainingTopic


@dataclass(frozen=True, slots=True)
class SessionTime:
    """A day of a training; `minutes` is its length."""

    date: date
    minutes: int
    starts_at: time | None = None


@dataclass(frozen=True, slots=True)
class TrainingDetails:
    """Everything about a training but who came.

    `topics` are codes of `trainings.topics.Topic`; `trainer_ids` are accounts, `trainer_names`
    people without one.
    """

    institution_id: UUID
    title: str
    topics: tuple[str, ...]
    sessions: tuple[SessionTime, ...]
    kind: str = Kind.OUTREACH
    team_id: UUID | None = None
    cohort_id: UUID | None = None
    place: str = ""
    link: str = ""
    note: str = ""
    trainer_ids: tuple[UUID, ...] = ()
    trainer_names: tuple[str, ...] = ()


_PLAIN = ("institution_id", "team_id", "cohort_id", "kind", "title", "place", "link", "note")


def fill(training: Training, details: TrainingDetails) -> None:
    """Set a training's own fields and check them. Raises ValidationError; saves nothing."""
    for name in _PLAIN:
        setattr(training, name, getattr(details, name))
    training.full_clean(validate_unique=False, exclude=["logged_by", "confirmed_by"])


def write_rows(training: Training, details: TrainingDetails) -> None:
    """Make topics, sessions and trainers of a saved training what the details say.

    Sessions are matched by order, so that attendance stays with its session when a date moves.
    """
    _write_sessions(training, details.sessions)
    training.topic_rows.exclude(code__in=details.topics).delete()
    known = set(training.topic_rows.values_list("code", flat=True))
    TrainingTopic.objects.bulk_create(
        TrainingTopic(training=training, code=code)
        for code in dict.fromkeys(details.topics)
        if code not in known
    )
    training.trainers.all().delete()
    Trainer.objects.bulk_create(
        [Trainer(training=training, user_id=user) for user in dict.fromkeys(details.trainer_ids)]
        + [Trainer(training=training, name=name) for name in dict.fromkeys(details.trainer_names)]
    )


def _write_sessions(training: Training, times: Iterable[SessionTime]) -> None:
    wanted = sorted(times, key=lambda at: (at.date, at.starts_at is not None, at.starts_at))
    present = list(training.sessions.all())
    for index, at in enumerate(wanted):
        session = present[index] if index < len(present) else Session(training=training)
        session.date, session.starts_at, session.minutes = at.date, at.starts_at, at.minutes
        session.full_clean(exclude=["training"])
        session.save()
    for session in present[len(wanted) :]:
        session.delete()
