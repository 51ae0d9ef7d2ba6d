"""What can be taken back for some minutes: assigning, a next date, closing.

Nothing is stored for it but what the page carries: which cases, in which version they are now, and
how they were before, sealed under a key of the server and made out to the account that acted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from accounts.access import Right, StaffRequest
from accounts.models import User
from incidents.carried import carry, fetch
from incidents.models import Case

VALID = timedelta(minutes=10)
_PURPOSE = _SESSION_KEY = "undo"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be taken back: who may do it, and the columns that it changes."""

    right: Right
    columns: tuple[str, ...]


# By the name that the act has in an address.
ACTS = {
    "assign": Act(Right.ASSIGN_CASES, ("responsible_id",)),
    "date": Act(Right.WORK_ON_CASES, ("next_date",)),
    "close": Act(Right.WORK_ON_CASES, ("state", "next_date", "reply_due_on", "unread_by_reporter")),
}
_READ_BACK: dict[str, Callable[[str], Any]] = {
    "responsible_id": UUID,
    "next_date": date.fromisoformat,
    "reply_due_on": date.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case as it was, and the version that it has had since."""

    version: int
    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Undo:
    """One act of one account that can be taken back."""

    act: str
    cases: dict[UUID, Earlier]


@dataclass(frozen=True, slots=True)
class Offer:
    """What the next page says and offers: the act in words, and what takes it back."""

    said: str
    carried: str


def offer(
    request: StaffRequest, act: str, said: str, *, changed: Iterable[tuple[Case, Case]]
) -> None:
    """Let the next page offer to take an act back; each case as it was before and is now."""
    cases = {
        str(after.pk): [after.version, {name: _plain(before, name) for name in ACTS[act].columns}]
        for before, after in changed
    }
    values = {"by": str(request.user.pk), "act": act, "cases": cases}
    request.session[_SESSION_KEY] = {"said": said, "carried": carry(_PURPOSE, values)}


def offered(request: StaffRequest) -> Offer | None:
    """Return what is offered, once."""
    kept = request.session.pop(_SESSION_KEY, None)
    return Offer(**kept) if kept and read(kept["carried"], by=request.user) else None


def read(carried: str, *, by: User) -> Undo | None:
    """Return what a page carried; nothing if it is forged, too old or made out to others."""
    values = fetch(_PURPOSE, carried, valid=VALID)
    if values is None or values["by"] != str(by.pk):
        return None
    cases = {
        UUID(pk): Earlier(version, {name: _read_back(name, kept[name]) for name in kept})
        for pk, (version, kept) in values["cases"].items()
    }
    return Undo(values["act"], cases)


def _plain(case: Case, name: str) -> Any:
    value = getattr(case, name)
    return value if value is None or isinstance(value, bool) else str(value)


def _read_back(name: str, kept: Any) -> Any:
    return _READ_BACK[name](kept) if kept and name in _READ_BACK else kept
