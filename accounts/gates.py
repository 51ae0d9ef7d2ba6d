"""What must be there before a lead may activate somebody's key: each package says its part.

A package registers one check in a module that its `AppConfig.ready` imports:

    add_gate("contactpoints:staffing", lacking_of)

The check returns for each of the people what is lacking, in words; nobody or an empty answer means
that the gate is open. Activation is always the last step: see `accounts.services.keys`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from accounts.models import User

Check = Callable[[Collection[User]], Mapping[UUID, Sequence[str]]]

_gates: dict[str, Check] = {}


def add_gate(name: str, check: Check) -> None:
    """Ask this, too, before a key is activated; the last one of a name counts."""
    _gates[name] = check


def lacking(people: Collection[User]) -> dict[UUID, list[str]]:
    """Return what is lacking, for those who lack something."""
    found: dict[UUID, list[str]] = {}
    for check in _gates.values():
        for person_id, reasons in check(people).items():
            if reasons:
                found.setdefault(person_id, []).extend(reasons)
    return found
