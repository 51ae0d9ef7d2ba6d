"""Which move a case may make: one table, one function."""

from incidents.enums import State

TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.NEW: (State.ACKNOWLEDGED,),
    State.ACKNOWLEDGED: (State.TRIAGE, State.IN_PROGRESS, State.CLOSED),
    State.TRIAGE: (State.IN_PROGRESS, State.REFERRED),
    State.IN_PROGRESS: (State.WAITING_PERSON, State.WAITING_OTHER, State.CLOSED),
    State.WAITING_PERSON: (State.IN_PROGRESS,),
    State.WAITING_OTHER: (State.IN_PROGRESS,),
    State.REFERRED: (State.IN_PROGRESS, State.CLOSED),
    State.CLOSED: (State.REOPENED, State.ANONYMISED),
    State.REOPENED: (State.IN_PROGRESS, State.CLOSED),
    State.ANONYMISED: (),
}


class ForbiddenMove(Exception):  # noqa: N818 - says what happened
    """The table has no such move."""


def check_move(before: str, after: str) -> None:
    """Raise `ForbiddenMove` unless a case may go from one state to the other."""
    if State(after) not in TRANSITIONS[State(before)]:
        raise ForbiddenMove(f"{before} → {after}")
