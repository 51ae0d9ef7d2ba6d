"""Due items as people have arranged them: put off, passed on, or somebody stands in.

Derived like the items themselves and nowhere copied: when an absence is over, or what was passed on
is taken back, everything is as it was. Nobody is ever told of what they may not see, and nothing is
told to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from accounts.enums import Role
from accounts.models import Absence, User
from accounts.selectors import recipient
from ateams.due import DueItem, Part, PassedOn, PutOff, Recipient, Source
from followups.models import Delegation, ItemKey, Snooze
from incidents.models import Case

People = Mapping[Part, tuple[Recipient, ...]]

# Told to all leads so that none can decide alone in silence; and what concerns oneself.
LEFT_ALONE = frozenset({"case.override", "team.term_ends"})
# The parts that a delegate takes over. Leads stay the ones who are told when it is late, and the
# contact of an institution has no account.
_TAKEN_OVER = (Part.RESPONSIBLE, Part.COORDINATOR, Part.OFFICE)
_PILE = "case.pile"
_UUID_LENGTH = 36


class Arrangements:
    """Everything that is arranged on a day, read in three queries."""

    def __init__(self, today: date) -> None:
        self.today = today
        snoozes = Snooze.objects.select_related("by")
        self.put_off = {row.key: row for row in snoozes}
        passed_on = Delegation.objects.select_related("to__key_pair", "by")
        self.passed_on = {row.key: row for row in passed_on}
        absences = Absence.objects.on(today).filter(person__is_active=True)
        absences = absences.select_related("person", "stand_in__key_pair")
        self.absences: dict[str, Absence] = {f"user:{row.person_id}": row for row in absences}
        self._cases: dict[UUID, frozenset[UUID]] = {}
        self._leads: list[User] | None = None

    def named(self, kinds: Collection[str]) -> frozenset[str]:
        """Return the objects of these kinds about which something is arranged one by one."""
        rows = (*self.put_off, *self.passed_on)
        return frozenset(key.object_id for key in rows if key.kind in kinds)

    def stand_in(self, key: str) -> User | None:
        """Return who stands in for somebody who is away, if that person is there and fits.

        A member does not stand in for others than members: only those could do it.
        """
        absence = self.absences[key]
        found = absence.stand_in
        if not found or not found.is_active or f"user:{found.pk}" in self.absences:
            return None
        fits = found.role != Role.MEMBER or absence.person.role == Role.MEMBER
        return found if fits else None

    def is_away(self, person: Recipient) -> bool:
        """Whether somebody is away."""
        return person.key in self.absences

    def leads(self) -> Mapping[str, User]:
        """Return all leads by the key by which they are reminded; one query, once."""
        if self._leads is None:
            self._leads = list(User.objects.leads().select_related("key_pair"))
        return {f"user:{lead.pk}": lead for lead in self._leads}

    def cases_of(self, person: User) -> frozenset[UUID]:
        """Return the cases that somebody's key opens; one query per person, once."""
        if person.pk not in self._cases:
            found = Case.objects.readable_by(person).values_list("pk", flat=True)
            self._cases[person.pk] = frozenset(found)
        return self._cases[person.pk]


class Sight:
    """Who may see which items of one derivation of one source.

    Of cases the grants are asked. Of everything else the source itself: what it derives for a
    person is what that person may see, now and with every kind to come.
    """

    def __init__(
        self,
        arrangements: Arrangements,
        source: Source,
        *,
        until: date,
        object_id: str | None = None,
        reader_id: UUID | None = None,
    ) -> None:
        self._arrangements, self._source = arrangements, source
        self._until, self._object_id, self._reader_id = until, object_id, reader_id
        self._seen: dict[UUID, frozenset[str]] = {}

    def sees(self, item: DueItem, person: User) -> bool:
        """Whether somebody may see an item."""
        if person.pk == self._reader_id:
            return True
        if item.kind.startswith("case.") and item.kind != _PILE:
            return UUID(item.object_id[:_UUID_LENGTH]) in self._arrangements.cases_of(person)
        return item.object_id in self._derived_for(person)

    def _derived_for(self, person: User) -> frozenset[str]:
        if person.pk not in self._seen:
            items = self._source.items(
                until=self._until, object_id=self._object_id, reader_id=person.pk
            )
            self._seen[person.pk] = frozenset(item.object_id for item in items)
        return self._seen[person.pk]


def arranged(
    items: Iterable[DueItem], arrangements: Arrangements, sight: Sight, *, asleep: bool
) -> Iterator[DueItem]:
    """Give items back as people have arranged them; what is put off only if `asleep`."""
    for item in items:
        if item.kind in LEFT_ALONE:
            yield item
            continue
        found = _passed_on(item, arrangements, sight)
        found = _put_off(_present(found, arrangements, sight), arrangements)
        if asleep or not is_asleep(found, arrangements.today):
            yield found


def is_asleep(item: DueItem, today: date) -> bool:
    """Whether the day until which an item was put off has not come."""
    return item.put_off is not None and item.put_off.until > today


def present(
    people: People, arrangements: Arrangements, may_see: Callable[[User], bool]
) -> tuple[People, dict[str, str]]:
    """Put stand-ins in the place of those who are away; return who is away, by stand-in, too.

    Who has no stand-in who may see it is left out where others play the same part. Where none is
    left, the leads who are there take it; and where there are none, nothing is changed.
    """
    instead: dict[str, str] = {}
    if not any(arrangements.is_away(person) for part in people.values() for person in part):
        return people, instead
    leads = _leads(people, arrangements, may_see)
    found = {}
    for part, persons in people.items():
        there: dict[str, Recipient] = {}
        for person in persons:
            if not arrangements.is_away(person):
                there[person.key] = person
            elif (other := arrangements.stand_in(person.key)) and may_see(other):
                told = recipient(other)
                if told.key not in {one.key for one in persons}:
                    instead[told.key] = person.name
                there.setdefault(told.key, told)
        found[part] = tuple(there.values()) or (leads if persons else ()) or persons
    return found, instead


def _leads(
    people: People, arrangements: Arrangements, may_see: Callable[[User], bool]
) -> tuple[Recipient, ...]:
    there = [one for one in people.get(Part.LEAD, ()) if not arrangements.is_away(one)]
    accounts = arrangements.leads() if there else {}
    return tuple(one for one in there if one.key in accounts and may_see(accounts[one.key]))


def _passed_on(item: DueItem, arrangements: Arrangements, sight: Sight) -> DueItem:
    row = arrangements.passed_on.get(ItemKey.of(item))
    if row is None or not row.to.is_active or not sight.sees(item, row.to):
        return item
    to = (recipient(row.to),)
    people = dict(item.people) | {part: to for part in _TAKEN_OVER if part in item.people}
    people[Part.RESPONSIBLE] = to
    return replace(item, people=people, passed_on=PassedOn(row.pk, row.to.name, row.by.name))


def _present(item: DueItem, arrangements: Arrangements, sight: Sight) -> DueItem:
    people, instead = present(item.people, arrangements, partial(sight.sees, item))
    return item if people is item.people else replace(item, people=people, instead_of=instead)


def _put_off(item: DueItem, arrangements: Arrangements) -> DueItem:
    row = arrangements.put_off.get(ItemKey.of(item))
    if row is None:
        return item
    put_off = PutOff(row.pk, row.until, row.get_reason_display(), row.note, row.by.name)
    if row.until <= item.due_on:
        return replace(item, put_off=put_off)
    return replace(item, put_off=put_off, due_on=row.until, first_due_on=item.due_on)
