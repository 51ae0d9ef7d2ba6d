"""Who has a place in a training, and who waits for one: derived, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trainings.models import SignUp, Training


@dataclass(frozen=True, slots=True)
class Places:
    """Everybody who wants to come, in the order in which places are given."""

    capacity: int | None
    coming: Sequence[SignUp]

    @property
    def with_place(self) -> Sequence[SignUp]:
        """Those who can come."""
        return self.coming[: self.capacity]

    @property
    def waiting(self) -> Sequence[SignUp]:
        """Those for whom there is no place yet."""
        return [] if self.capacity is None else self.coming[self.capacity :]

    @property
    def is_full(self) -> bool:
        """Whether the next one has to wait."""
        return self.capacity is not None and len(self.coming) >= self.capacity

    def waits_at(self, sign_up_id: UUID) -> int | None:
        """Return the position on the waiting list, from 1, or None with a place or excused."""
        ids = [sign_up.id for sign_up in self.waiting]
        return ids.index(sign_up_id) + 1 if sign_up_id in ids else None


def places_of(training: Training) -> Places:
    """Read who wants to come, with their accounts, in one query."""
    coming = SignUp.objects.filter(training=training).coming().select_related("user")
    return Places(training.capacity, list(coming))
