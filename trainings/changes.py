"""What is different about a training from what those it concerns know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from trainings.enums import State
from trainings.models import Training


@dataclass(frozen=True, slots=True)
class When:
    """A session as somebody knows it."""

    date: date
    starts_at: time | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Change:
    """What is different about a training from what those it concerns know.

    Of sessions `moved` holds pairs, the old one first.
    """

    training: Training
    moved: tuple[tuple[When, When], ...] = ()
    dropped: tuple[When, ...] = ()
    added: tuple[When, ...] = ()
    place: str | None = None
    link: str | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether the whole training is off."""
        return self.training.state == State.CANCELLED

    def __bool__(self) -> bool:
        """Whether there is anything to be told."""
        sessions = self.moved or self.dropped or self.added
        return bool(self.is_cancelled or sessions) or {self.place, self.link} != {None}
