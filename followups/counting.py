"""How much waits for somebody, for the start page: where there may be thousands, only counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.selectors import recipient
from ateams.due import DueGroup
from followups.models import rules_by_kind
from followups.sources import COUNTED, SOURCES
from followups.stages import called


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things wait for somebody: since before today, and since today."""

    overdue: int = 0
    today: int = 0


def waiting_for(user: User, today: date) -> Waiting:
    """Count what the agenda of this person calls overdue or due today, and theirs."""
    rules, key = rules_by_kind(), recipient(user).key
    overdue = since_today = 0
    for group in _groups(user, today):
        if key in called(group, rules.get(group.kind, []), today):
            if group.due_on < today:
                overdue += group.count
            else:
                since_today += group.count
    return Waiting(overdue, since_today)


def _groups(user: User, today: date) -> Iterator[DueGroup]:
    """Derive everything that is due: whole groups where they are counted, else one by one."""
    for counted in COUNTED:
        yield from counted.groups(until=today, reader_id=user.pk)
    named = {kind for counted in COUNTED for kind in counted.kinds}
    for source in SOURCES:
        if source.kind not in named:
            for item in source.items(until=today, reader_id=user.pk):
                yield DueGroup(item.kind, item.due_on, item.people, 1)
