"""Planning, logging, changing and cancelling a training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ateams.audit.services import record
from trainings.enums import State
from trainings.models import Training
from trainings.services.attendance import AttendanceMark, write_attendance, write_head_counts
from trainings.services.details import TrainingDetails, fill, write_rows
from trainings.services.moves import move, move_to_held
from trainings.services.notices import facts_of, note_change
from trainings.services.sign_ups import check_capacity, tell_moved_up


@transaction.atomic
def plan_training(
    *, details: TrainingDetails, by: User, submission: UUID | None = None
) -> Training:
    """Write down a training that is to come. Sent twice with one `submission`, it makes one.

    Raises ValidationError, as every function here does, for details that cannot be.
    """
    training, is_new = _create(details, submission, by)
    if is_new:
        record(action="training.planned", subject=("training", training.id), by=by.id)
    return training


@transaction.atomic
def log_training(
    *,
    details: TrainingDetails,
    heads: Mapping[str, int],
    by: User,
    names: Sequence[str] = (),
    submission: UUID | None = None,
) -> Training:
    """Write down a training that was held: it waits for the coordinator to confirm it.

    `heads` counts people by group; `names` are people who came, where names are wanted. Logged by
    somebody who may confirm, it is confirmed at once. `submission` is drawn with the form: a
    double click, or an answer that got lost on the way, makes one training.
    """
    if any(at.date > timezone.localdate() for at in details.sessions):
        raise ValidationError(_("Die Schulung liegt in der Zukunft. Sie kann geplant werden."))
    training, is_new = _create(details, submission, by)
    if is_new:
        write_head_counts(training, heads)
        for session in training.sessions.all():
            write_attendance(session, [AttendanceMark(name=name) for name in names])
        move_to_held(training, by=by)
        record(action="training.logged", subject=("training", training.id), by=by.id)
    return training


@transaction.atomic
def change_training(*, training_id: UUID, details: TrainingDetails, by: User) -> Training:
    """Change what is known about a training that was not cancelled.

    Those it concerns are told a little later, see `trainings.services.notices`. Raises
    ValidationError when a session is moved that has attendance, and when there would be fewer
    places than people who have one.
    """
    training = Training.objects.select_for_update().get(pk=training_id)
    if training.state == State.CANCELLED:
        raise ValidationError(_("Die Schulung wurde inzwischen abgesagt."))
    held = not training.is_to_come
    if held and any(at.date > timezone.localdate() for at in details.sessions):
        raise ValidationError(_("Eine gehaltene Schulung kann nicht in der Zukunft liegen."))
    before = facts_of(training)
    seated = check_capacity(training, details.capacity)
    fill(training, details)
    training.save()
    write_rows(training, details)
    tell_moved_up(training, seated)
    note_change(training, before=before, by=by)
    record(action="training.changed", subject=("training", training.id), by=by.id)
    return training


@transaction.atomic
def cancel_training(*, training_id: UUID, by: User) -> Training:
    """Cancel a training; nothing about it is due any longer. Twice does no harm.

    Those it concerns are told with the next notices.
    """
    training = Training.objects.select_for_update().get(pk=training_id)
    if training.state != State.CANCELLED:
        before = facts_of(training)
        move(training, State.CANCELLED, by=by)
        note_change(training, before=before, by=by)
        record(action="training.cancelled", subject=("training", training.id), by=by.id)
    return training


@transaction.atomic
def fix_training(*, training_id: UUID, by: User) -> Training:
    """Say that a planned training will take place as planned. Twice does no harm.

    Raises `ForbiddenMove` for a training that was held or cancelled meanwhile.
    """
    training = Training.objects.select_for_update().get(pk=training_id)
    if training.state != State.FIXED:
        move(training, State.FIXED, by=by)
        training.sequence += 1
        training.changed_at = timezone.now()
        training.save(update_fields=["sequence", "changed_at"])
        record(action="training.fixed", subject=("training", training.id), by=by.id)
    return training


def _create(details: TrainingDetails, submission: UUID | None, by: User) -> tuple[Training, bool]:
    """Create the training in state planned, or find the one that the same form made before."""
    if not details.sessions or not details.topics:
        raise ValidationError(_("Eine Schulung braucht ein Datum und ein Thema."))
    earlier = _by_submission(submission)
    if earlier:
        return earlier, False
    training = Training(logged_by=by, logged_at=timezone.now(), submission=submission)
    fill(training, details)
    try:
        with transaction.atomic():
            training.save(force_insert=True)
    except IntegrityError:
        # The same form a moment ago: the unique submission let only one of both through.
        earlier = _by_submission(submission)
        if earlier is None:
            raise
        return earlier, False
    write_rows(training, details)
    return training, True


def _by_submission(submission: UUID | None) -> Training | None:
    if submission is None:
        return None
    return Training.objects.filter(submission=submission).first()
