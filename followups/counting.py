"""How much waits for somebody, for the start page: where there may be thousands, only counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
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
    is_called = Called(recipient(user).key, today)
    overdue = since_today = 0
    for found in Due(user, Arrangements(today), today, COUNTED):
        if is_called(found):
            count = found.count if isinstance(found, DueGroup) else 1
            if found.due_on < today:
                overdue += count
            else:
                since_today += count
    return Waiting(overdue, since_today)


class Called:
    """Whether groups or items wait for one person; asked once for all that are alike."""

    def __init__(self, key: str, today: date) -> None:
        self._key, self._today, self._rules = key, today, rules_by_kind()
        # Since this day every rule has come, so that it does not matter how long ago it was due.
        every_rule = [rule for rules in self._rules.values() for rule in rules]
        self._long_ago = all_reached(every_rule, today)
        self._known: dict[tuple[str, date, Place], bool] = {}
        # The people are kept, too, so that no others are ever found by the same id.
        self._places: dict[int, tuple[People, Place]] = {}

    def __call__(self, group: DueGroup | DueItem) -> bool:
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


class Due:
    """Everything that somebody may see: whole groups where they are counted, else one by one.

    What stands apart is named alone: put off, passed on, or hidden from a stand-in. For somebody
    who is away everything is named: whether a thing came back to them, because nobody else may see
    it, is known of single things alone.
    """

    def __init__(
        self,
        user: User,
        plan: Arrangements,
        until: date,
        counted: Collection[Counted],
        *,
        asleep: bool = False,
    ) -> None:
        self._user, self._plan, self._until, self._asleep = user, plan, until, asleep
        is_away = f"user:{user.pk}" in plan.absences
        self._sights: dict[str, Sight] = {}
        # The people are kept, so that those alike stay the same object and are asked about once.
        self._there: dict[int, tuple[People, People]] = {}
        self._apart = {one: self._apart_in(one) for one in (() if is_away else counted)}

    def __iter__(self) -> Iterator[DueGroup | DueItem]:
        for one, apart in self._apart.items():
            yield from self._counted(one, apart)
        named = {kind for one in self._apart for kind in one.kinds}
        for source in SOURCES:
            if source.kind not in named:
                yield from items(
                    source,
                    until=self._until,
                    reader_id=self._user.pk,
                    arrangements=self._plan,
                    asleep=self._asleep,
                )

    def apart_in(self, counted: Counted) -> frozenset[str]:
        """Return the objects of these kinds that no group counts."""
        return self._apart.get(counted, frozenset())

    def there(self, people: People) -> People:
        """Return who is there for the reader where nothing stands apart.

        What is hidden from a stand-in there is nothing that the reader is asked instead.
        """
        if id(people) not in self._there:
            there, _instead = present(people, self._plan, lambda _person: True)
            self._there[id(people)] = (people, there)
        return self._there[id(people)][1]

    def arranged(self, kind: str, found: Iterable[DueItem]) -> Iterator[DueItem]:
        """Give items of one kind back as people have arranged them."""
        if kind not in self._sights:
            source, reader_id = BY_KIND[kind], self._user.pk
            self._sights[kind] = Sight(self._plan, source, until=self._until, reader_id=reader_id)
        return arranged(found, self._plan, self._sights[kind], asleep=self._asleep)

    def _counted(self, one: Counted, apart: frozenset[str]) -> Iterator[DueGroup | DueItem]:
        until, reader_id = self._until, self._user.pk
        for group in one.groups(until=until, reader_id=reader_id, apart=apart):
            yield replace(group, people=self.there(group.people))
        for kind in one.kinds if apart else ():
            found = one.items(kind=kind, among=apart, until=until, reader_id=reader_id)
            yield from self.arranged(kind, found)

    def _apart_in(self, counted: Counted) -> frozenset[str]:
        apart = set(self._plan.named(counted.kinds))
        for key, absence in self._plan.absences.items():
            other = self._plan.stand_in(key)
            if other and other.pk != self._user.pk:
                apart |= set(
                    counted.hidden_from(
                        other.pk, responsible_id=absence.person_id, reader_id=self._user.pk
                    )
                )
        return frozenset(apart)
