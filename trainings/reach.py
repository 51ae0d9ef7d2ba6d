"""How many people a training reached."""

from collections import Counter

from trainings.enums import TOOK_PART
from trainings.models import Session, Training


def reach(training: Training) -> int:
    """Return how many people a training reached: the greater of names and counted heads.

    Some come by name and some are only counted, and most of them are the same people; adding up
    would count them twice. Reads prefetched rows only.
    """
    return max(heads(training), names(training))


def heads(training: Training) -> int:
    """Return how many people were counted, all groups together."""
    return sum(row.count for row in training.head_counts.all())


def names(training: Training) -> int:
    """Return how many people are named as having taken part in any session.

    The same account or name in two sessions is one person; twice in one session are two people.
    """
    people: Counter[object] = Counter()
    for session in training.sessions.all():
        people |= _took_part(session)
    return people.total()


def _took_part(session: Session) -> Counter[object]:
    return Counter(
        row.user_id or row.name.casefold()
        for row in session.attendances.all()
        if row.status in TOOK_PART
    )
