"""Who came: by name, or by heads per group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ateams.audit.services import record
from trainings.enums import AttendanceStatus, State
from trainings.models import Attendance, HeadCount, Session, Training
from trainings.services.moves import move_to_held


@dataclass(frozen=True, slots=True)
class AttendanceMark:
    """How one person took part: an account by id, or somebody without one by name.

    `minutes` is None for as long as the session lasted.
    """

    status: str = AttendanceStatus.PRESENT
    user_id: UUID | None = None
    name: str = ""
    minutes: int | None = None


@transaction.atomic
def correct_head_count(*, training_id: UUID, heads: Mapping[str, int], by: User) -> None:
    """Set how many people of the given groups came; other groups stay as they are.

    Raises ValidationError for an unknown group or a count that cannot be.
    """
    training = _locked(training_id)
    if write_head_counts(training, heads):
        record(action="training.counted", subject=("training", training.id), by=by.id)


@transaction.atomic
def mark_attendance(
    *,
    session_id: UUID,
    marks: Iterable[AttendanceMark],
    by: User,
    heads: Mapping[str, int] | None = None,
) -> Training:
    """Replace the session's list of names, and set head counts where given.

    After its last day the training has thereby taken place; whoever may confirm does so with the
    same act. Raises ValidationError before the day itself, when cancelled, and for bad marks.
    """
    training = _locked(Session.objects.values_list("training_id", flat=True).get(pk=session_id))
    session = training.sessions.get(pk=session_id)
    today = timezone.localdate()
    if session.date > today:
        raise ValidationError(_("Anwesenheit kann ab dem Tag der Schulung eingetragen werden."))
    write_attendance(session, marks)
    write_head_counts(training, heads or {})
    last = training.sessions.aggregate(last=Max("date"))["last"]
    if training.is_to_come and last <= today:
        move_to_held(training, by=by)
    record(action="training.attendance", subject=("training", training.id), by=by.id)
    return training


def write_head_counts(training: Training, heads: Mapping[str, int]) -> bool:
    """Set the counts of the given groups; zero removes. Return whether anything changed."""
    before = dict(training.head_counts.values_list("group", "count"))
    changed = {group: count for group, count in heads.items() if before.get(group, 0) != count}
    for group, count in changed.items():
        if count == 0:
            training.head_counts.filter(group=group).delete()
            continue
        HeadCount(training=training, group=group, count=count).clean_fields()
        HeadCount.objects.update_or_create(
            training=training, group=group, defaults={"count": count}
        )
    return bool(changed)


def write_attendance(session: Session, marks: Iterable[AttendanceMark]) -> None:
    """Replace the names of a session; rows of erased accounts have none and stay."""
    session.attendances.filter(user__isnull=False).delete()
    session.attendances.exclude(name="").delete()
    rows = [
        Attendance(
            session=session,
            user_id=mark.user_id,
            name=mark.name,
            status=mark.status,
            minutes=mark.minutes,
        )
        for mark in marks
    ]
    for row in rows:
        row.clean_fields(exclude=["session", "user"])
    Attendance.objects.bulk_create(rows)


def _locked(training_id: UUID) -> Training:
    training = Training.objects.select_for_update().get(pk=training_id)
    if training.state == State.CANCELLED:
        raise ValidationError(_("Die Schulung wurde inzwischen abgesagt."))
    return training
