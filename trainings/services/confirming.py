"""Confirming what a team has logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record
from trainings.enums import State
from trainings.models import Training
from trainings.services.attendance import correct_head_count
from trainings.services.moves import move


@transaction.atomic
def confirm_training(*, training_id: UUID, by: User) -> Training:
    """Confirm that a training took place as logged. Twice does no harm.

    Raises `ForbiddenMove` for a training that was not held.
    """
    training = Training.objects.select_for_update().get(pk=training_id)
    if training.state != State.CONFIRMED:
        move(training, State.CONFIRMED, by=by)
        record(action="training.confirmed", subject=("training", training.id), by=by.id)
    return training


@transaction.atomic
def confirm_many(
    *,
    training_ids: Iterable[UUID],
    by: User,
    heads: Mapping[UUID, Mapping[str, int]] | None = None,
) -> int:
    """Correct head counts and confirm several trainings; return how many were confirmed.

    `heads` holds corrections by training, of trainings to be confirmed or not. What somebody else
    has confirmed or cancelled meanwhile is left alone. All of it happens, or nothing.
    """
    wanted = set(training_ids)
    corrections = heads or {}
    waiting = set(
        Training.objects.waiting()
        .select_for_update()
        .filter(pk__in=wanted | set(corrections))
        .order_by("pk")  # one order for everybody: two who confirm at once never deadlock
        .values_list("pk", flat=True)
    )
    for training_id in sorted(waiting):
        if training_id in corrections:
            correct_head_count(training_id=training_id, heads=corrections[training_id], by=by)
        if training_id in wanted:
            confirm_training(training_id=training_id, by=by)
    return len(waiting & wanted)
