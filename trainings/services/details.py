"""What is known about a training, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trainings.enums import Kind, State
from trainings.models import DroppedSession, Session, Trainer, Training, TrainingTopic


@dataclass(frozen=True, slots=True)
class SessionTime:
    """A day of a training; `minutes` is its length, `session_id` the session that it was."""

    date: date
    minutes: int
    starts_at: time | None = None
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TrainingDetails:
    """Everything about a training but who came.

    `topics` are codes of `trainings.topics.Topic`; `trainer_ids` are accounts, `trainer_names`
    people without one, `trainer_emails` their addresses as far as known, by name.
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
    trainer_emails: Mapping[str, str] = field(default_factory=dict)
    capacity: int | None = None
    materials: str = ""


_PLAIN = (
    "institution_id",
    "team_id",
    "cohort_id",
    "kind",
    "title",
    "place",
    "link",
    "note",
    "capacity",
    "materials",
)


def fill(training: Training, details: TrainingDetails) -> None:
    """Set a training's own fields and check them. Raises ValidationError; saves nothing."""
    for name in _PLAIN:
        setattr(training, name, getattr(details, name))
    training.full_clean(validate_unique=False, exclude=["logged_by", "confirmed_by"])


def write_rows(training: Training, details: TrainingDetails) -> None:
    """Make topics, sessions and trainers of a saved training what the details say.

    Sessions that are named stay what they are, whatever their date; where none is named they are
    matched by order. Attendance stays with its session. Raises ValidationError for a session that
    is moved or taken out although somebody has said who was there.
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
        + [
            Trainer(training=training, name=name, email=details.trainer_emails.get(name, ""))
            for name in dict.fromkeys(details.trainer_names)
        ]
    )


def _write_sessions(training: Training, times: Iterable[SessionTime]) -> None:
    wanted = sorted(times, key=lambda at: (at.date, at.starts_at is not None, at.starts_at))
    present = list(training.sessions.all())
    by_id = {session.id: session for session in present}
    by_order = [] if any(at.session_id in by_id for at in wanted) else present
    kept = set()
    for index, at in enumerate(wanted):
        named = by_id.get(at.session_id) if at.session_id and at.session_id not in kept else None
        session = named or (by_order[index] if index < len(by_order) else None)
        if session is None:
            session = Session(training=training)
        elif at.date != session.date:
            _refuse_if_attended(session, to=at.date)
        session.date, session.starts_at, session.minutes = at.date, at.starts_at, at.minutes
        session.full_clean(exclude=["training"])
        session.save()
        kept.add(session.id)
    for session in present:
        if session.id not in kept:
            _refuse_if_attended(session)
            _drop(session)


def _refuse_if_attended(session: Session, *, to: date | None = None) -> None:
    """Refuse to move or drop a session of which somebody has said who was there.

    What a team has logged may have got a wrong day: until it is confirmed that can be put right.
    """
    is_correction = session.training.state == State.HELD and to and to <= timezone.localdate()
    if not is_correction and session.attendances.exists():
        text = _(
            "Am %(day)s ist schon eingetragen, wer da war. Dieser Termin lässt sich nicht mehr "
            "verschieben oder streichen."
        )
        raise ValidationError(text % {"day": date_format(session.date)})


def _drop(session: Session) -> None:
    """Take a session out, and leave for calendars that it is off."""
    DroppedSession.objects.create(
        id=session.id,
        training_id=session.training_id,
        date=session.date,
        starts_at=session.starts_at,
        minutes=session.minutes,
    )
    session.delete()
