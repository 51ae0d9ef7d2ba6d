"""What the next page offers to take back: what was put off or passed on a moment ago."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.access import StaffRequest
from followups.models import Delegation, Snooze

_SESSION_KEY = "followups.undo"


@dataclass(frozen=True, slots=True)
class Offer:
    """What was done, in words, and what takes it back."""

    said: str
    what: str
    row: str


def what_of(row: Snooze | Delegation) -> str:
    """Return the word by which forms name what was arranged."""
    return "snooze" if isinstance(row, Snooze) else "delegation"


def offer(request: StaffRequest, said: str, row: Snooze | Delegation) -> None:
    """Let the next page offer to take it back."""
    request.session[_SESSION_KEY] = {"said": said, "what": what_of(row), "row": str(row.pk)}


def offered(request: StaffRequest) -> Offer | None:
    """Return what is offered, once."""
    kept = request.session.pop(_SESSION_KEY, None)
    return Offer(kept["said"], kept["what"], str(UUID(kept["row"]))) if kept else None
