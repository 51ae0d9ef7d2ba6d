"""Which move a case, a consent or a referral may make: one table and one function each."""

from incidents.enums import ConsentState, ReferralState, State

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

CONSENT_MOVES: dict[ConsentState, tuple[ConsentState, ...]] = {
    ConsentState.ASKED: (ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.RECALLED),
    ConsentState.GIVEN: (ConsentState.DONE, ConsentState.TAKEN_BACK, ConsentState.RECALLED),
    ConsentState.REFUSED: (),
    ConsentState.TAKEN_BACK: (),
    ConsentState.RECALLED: (),
    ConsentState.DONE: (),
}

REFERRAL_MOVES: dict[ReferralState, tuple[ReferralState, ...]] = {
    ReferralState.OFFERED: (ReferralState.CONSENTED, ReferralState.REFUSED),
    ReferralState.CONSENTED: (ReferralState.ACCEPTED, ReferralState.REFUSED),
    ReferralState.ACCEPTED: (),
    ReferralState.REFUSED: (),
}


class ForbiddenMove(Exception):  # noqa: N818 - says what happened
    """The table has no such move."""


def check_move(before: str, after: str) -> None:
    """Raise `ForbiddenMove` unless a case may go from one state to the other."""
    if State(after) not in TRANSITIONS[State(before)]:
        raise ForbiddenMove(f"{before} → {after}")


def check_consent_move(before: str, after: str, *, opening: bool = False) -> None:
    """Raise `ForbiddenMove` unless a consent may go from one state to the other.

    What was done is done; only an opening to further readers can still be ended.
    """
    known = CONSENT_MOVES[ConsentState(before)]
    if opening and before == ConsentState.DONE:
        known = (ConsentState.TAKEN_BACK, ConsentState.RECALLED)
    if ConsentState(after) not in known:
        raise ForbiddenMove(f"consent {before} → {after}")


def check_referral_move(before: str, after: str) -> None:
    """Raise `ForbiddenMove` unless a referral may go from one state to the other."""
    if ReferralState(after) not in REFERRAL_MOVES[ReferralState(before)]:
        raise ForbiddenMove(f"referral {before} → {after}")
