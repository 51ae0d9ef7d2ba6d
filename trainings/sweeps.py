"""Issuing what waits, certificate by certificate."""

from __future__ import annotations

from time import monotonic

from ateams.web.papers.typesetting import Untypesettable
from trainings.services.certificates import issue_next

_LONGEST_RUN_SECONDS = 120


def issue_waiting() -> int:
    """Issue the certificates that wait, for two minutes at most; return how many were done.

    Stops when nothing can be set just now; what is left is found the next time.
    """
    done, end = 0, monotonic() + _LONGEST_RUN_SECONDS
    try:
        while monotonic() < end and issue_next():
            done += 1
    except Untypesettable:
        pass
    return done
