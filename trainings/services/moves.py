"""The one way from a state to the next, and what a training's state drags along."""

from django.utils import timezone

from accounts.access import Right, has_right
from accounts.models import User
from trainings.enums import State
from trainings.models import Training
from trainings.transitions import check_move


def move(training: Training, state: State, *, by: User) -> None:
    """Bring a locked training into a state and save it.

    Raises `ForbiddenMove` when the table has no such move.
    """
    check_move(training.state, state)
    confirmed = state == State.CONFIRMED
    training.state = state
    training.confirmed_at = timezone.now() if confirmed else None
    training.confirmed_by = by if confirmed else None
    training.save(update_fields=["state", "confirmed_at", "confirmed_by"])


def move_to_held(training: Training, *, by: User) -> None:
    """Say that a training took place; whoever may confirm does so with the same act."""
    move(training, State.HELD, by=by)
    if has_right(by, Right.CONFIRM_TRAINING):
        move(training, State.CONFIRMED, by=by)
