"""How much waits for somebody, for the start page: where there may be thousands, only counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from accounts.selectors import recipient
from ateams.due import DueGroup, DueItem, Part, Recipient
from followups.models import rules_by_kind
from followups.sources import COUNTED, SOURCES
from followups.stages import called

People = Mapping[Part, tuple[Recipient, ...]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things wait for somebody: since before today, and since today."""

    overdue: int = 0
    today: int = 0


def waiting_for(user: User, today: date) -> Waiting:
    """Count what the agenda of this person calls overdue or due today, and theirs."""
    is_called = Called(recipient(user).key, today)
    overdue = since_today = 0
    for group in _groups(user, today):
        if is_called(group):
            if group.due_on < today:
                overdue += group.count
            else:
                since_today += group.count
    return Waiting(overdue, since_today)


class Called:
    """Whether groups or items wait for one person; asked once for all that are alike."""

    def __init__(self, key: str, today: date) -> None:
        self._key, self._today, self._rules = key, today, rules_by_kind()
        # Since this day every rule has come, so that it does not matter how long ago it was due.
        every_rule = [rule for rules in self._rules.values() for rule in rules]
        longest = max((rule.offset for rule in every_rule), default=0)
        self._long_ago = today - timedelta(days=2 * max(longest, 0) + 7)
        # The people are kept, too, so that no others are ever found by the same id.
        self._known: dict[tuple[str, date, int], tuple[People, bool]] = {}

    def __call__(self, group: DueGroup | DueItem) -> bool:
        alike = (group.kind, max(group.due_on, self._long_ago), id(group.people))
        if alike not in self._known:
            rules = self._rules.get(group.kind, [])
            self._known[alike] = (group.people, self._key in called(group, rules, self._today))
        return self._known[alike][1]


def _groups(user: User, today: date) -> Iterator[DueGroup]:
    """Derive everything that is due: whole groups where they are counted, else one by one."""
    for counted in COUNTED:
        yield from counted.groups(until=today, reader_id=user.pk)
    named = {kind for counted in COUNTED for kind in counted.kinds}
    for source in SOURCES:
        if source.kind not in named:
            for item in source.items(until=today, reader_id=user.pk):
                yield DueGroup(item.kind, item.due_on, item.people, 1)
