"""Trainings that came from a list. Their `submission` is made of what they are.

So the database itself keeps a list that is taken over twice, or by two people at once, from making
two trainings of one.
"""

from __future__ import annotations

from uuid import UUID

from trainings.models import Training

NAMESPACE = UUID("8f0c2f2e-3a44-4d0e-9c55-7d8d0d3f6b11")
_MADE_OF_A_NAME = 5


def is_imported(training: Training) -> bool:
    """Whether a training came from a list; forms draw their ids at random (version 4)."""
    return brought_by_a_list(training.submission)


def brought_by_a_list(submission: UUID | None) -> bool:
    """Whether this is the `submission` of a training that came from a list."""
    return submission is not None and submission.version == _MADE_OF_A_NAME
