"""How much waits for somebody, for the start page: where there may be thousands, only counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from accounts.models import User
from accounts.selectors import recipient
from ateams.due import Counted, DueGroup, DueItem, Part, Recipient
from followups.arrangements import Arrangements, Sight, arranged, present
from followups.models import rules_by_kind
from followups.sources import BY_KIND, COUNTED, SOURCES, items
from followups.stages import all_reached, called

People = Mapping[Part, tuple[Recipient, ...]]
Place = frozenset[tuple[Part, bool]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things wait for somebody: since before today, and since today."""

    overdue: int = 0
    today: int = 0


def waiting_for(user: User, today: date) -> Waiting:
    """Count what the agenda of this person calls overdue or due today, and theirs."""
    is_called = _Called(recipient(user).key, today)
    overdue = since_today = 0
    for group in _groups(user, today):
        if is_called(group):
            if group.due_on < today:
                overdue += group.count
            else:
                since_today += group.count
    return Waiting(overdue, since_today)


class _Called:
    """Whether groups wait for one person; asked once for all that are alike."""

    def __init__(self, key: str, today: date) -> None:
        self._key, self._today, self._rules = key, today, rules_by_kind()
        # Since this day every rule has come, so that it does not matter how long ago it was due.
        every_rule = [rule for rules in self._rules.values() for rule in rules]
        self._long_ago = all_reached(every_rule, today)
        self._known: dict[tuple[str, date, Place], bool] = {}
        # The people are kept, too, so that no others are ever found by the same id.
        self._places: dict[int, tuple[People, Place]] = {}

    def __call__(self, group: DueGroup) -> bool:
        alike = (group.kind, max(group.due_on, self._long_ago), self._place_in(group.people))
        if alike not in self._known:
            rules = self._rules.get(group.kind, [])
            self._known[alike] = self._key in called(group, rules, self._today)
        return self._known[alike]

    def _place_in(self, people: People) -> Place:
        """Return the parts that anybody plays, each with whether this person does.

        Nothing else is asked of people, so that five hundred institutions are soon a few.
        """
        if id(people) not in self._places:
            place = frozenset(
                (part, any(one.key == self._key for one in playing))
                for part, playing in people.items()
                if playing
            )
            self._places[id(people)] = (people, place)
        return self._places[id(people)][1]


def _groups(user: User, today: date) -> Iterator[DueGroup]:
    """Derive everything that is due: whole groups where they are counted, else one by one.

    For somebody who is away everything is derived: whether a thing came back to them, because
    nobody else may see it, is known of single things alone.
    """
    plan = Arrangements(today)
    counted = () if f"user:{user.pk}" in plan.absences else COUNTED
    for one in counted:
        yield from _counted(one, user, today, plan)
    named = {kind for one in counted for kind in one.kinds}
    for source in SOURCES:
        if source.kind not in named:
            found = items(source, until=today, reader_id=user.pk, arrangements=plan)
            yield from map(_alone, found)


def _counted(counted: Counted, user: User, today: date, plan: Arrangements) -> Iterator[DueGroup]:
    """Count, and derive what stands apart: put off, passed on, or hidden from a stand-in."""
    apart = set(plan.named(counted.kinds))
    for key, absence in plan.absences.items():
        other = plan.stand_in(key)
        if other and other.pk != user.pk:
            apart |= set(
                counted.hidden_from(other.pk, responsible_id=absence.person_id, reader_id=user.pk)
            )
    kept: dict[int, tuple[People, People]] = {}  # so that those alike stay the same object
    for group in counted.groups(until=today, reader_id=user.pk, apart=apart):
        if id(group.people) not in kept:
            there, _instead = present(group.people, plan, lambda _person: True)
            kept[id(group.people)] = (group.people, there)
        yield replace(group, people=kept[id(group.people)][1])
    for kind in counted.kinds if apart else ():
        found = counted.items(kind=kind, among=apart, until=today, reader_id=user.pk)
        sight = Sight(plan, BY_KIND[kind], until=today, reader_id=user.pk)
        yield from map(_alone, arranged(found, plan, sight, asleep=False))


def _alone(item: DueItem) -> DueGroup:
    return DueGroup(item.kind, item.due_on, item.people, 1)
