"""Which move a training may make: one table, one function."""

from trainings.enums import State

TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.PLANNED: (State.FIXED, State.HELD, State.CANCELLED),
    State.FIXED: (State.HELD, State.CANCELLED),
    State.HELD: (State.CONFIRMED, State.CANCELLED),
    # Two of a team may have logged the same afternoon, and both entries were confirmed.
    State.CONFIRMED: (State.CANCELLED,),
    State.CANCELLED: (),
}


class ForbiddenMove(Exception):  # noqa: N818 - says what happened
    """The table has no such move."""


def can_move(before: str, after: str) -> bool:
    """Say whether a training may go from one state to the other."""
    return State(after) in TRANSITIONS[State(before)]


def check_move(before: str, after: str) -> None:
    """Raise `ForbiddenMove` unless a training may go from one state to the other."""
    if not can_move(before, after):
        raise ForbiddenMove(f"{before} → {after}")
