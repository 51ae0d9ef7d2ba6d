"""What is due as the agenda lists it: counted where there may be thousands, derived where shown.

With ten thousand items nobody reads more than some dozens; only these are looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, has_right
from accounts.models import User
from accounts.selectors import recipient
from ateams.due import DueGroup, DueItem
from followups.arrangements import Arrangements, is_asleep
from followups.counting import Called, Due, Waiting
from followups.putting_off import may_arrange
from followups.sources import LISTED

AHEAD = timedelta(days=31)
# Nobody has set a date for these, or nobody looks after them.
_ADRIFT = frozenset({"case.unattended", "training.contact_missing"})
# Who may finish in one step what has a `done_url`: the right that its address asks for.
_FINISHED_BY = {
    "case.task": Right.WORK_ON_CASES,
    "training.help_wanted": Right.SEE_ALL_INSTITUTIONS,
    "training.consent_withdrawn": Right.KEEP_CONSENTS,
}


class Pressing(TextChoices):
    """How pressing an item is, and thereby under which heading it stands."""

    ADRIFT = "adrift", _("Ohne Termin oder Zuständige")
    OVERDUE = "overdue", _("Überfällig")
    TODAY = "today", _("Heute")
    WEEK = "week", _("Diese Woche")
    LATER = "later", _("Später")
    ASLEEP = "asleep", _("Verschoben")


# A day, a kind, whether it waits for somebody else, and whether it was put off beyond today.
Key = tuple[date, str, bool, bool]


class Bundle(NamedTuple):
    """Items of one kind and day that wait for the reader, or that do not; or a single item."""

    due_on: date
    kind: str
    is_mine: bool
    number: int
    item: DueItem | None = None
    is_asleep: bool = False

    @property
    def key(self) -> Key:
        """What tells bundles apart, in the order in which they are listed."""
        return self.due_on, self.kind, not self.is_mine, self.is_asleep


@dataclass(frozen=True, slots=True)
class Entry:
    """One due item as somebody sees it; `done_url` finishes it, where that may be done here.

    `instead_of` names the person in whose place it waits for the reader.
    """

    item: DueItem
    is_mine: bool
    days_late: int
    done_url: str = ""
    may_arrange: bool = False
    instead_of: str = ""


@dataclass(frozen=True)
class Agenda:
    """All that somebody may see of what is due, the oldest first."""

    user: User
    today: date
    waits_for_user: Called
    due: Due
    bundles: Sequence[Bundle]

    def mine(self) -> list[Bundle]:
        """Return what waits for the reader."""
        return [bundle for bundle in self.bundles if bundle.is_mine]

    def waiting(self) -> Waiting:
        """Count as `followups.counting` does, from what is known already."""
        mine = self.mine()
        return Waiting(
            sum(bundle.number for bundle in mine if bundle.due_on < self.today),
            sum(bundle.number for bundle in mine if bundle.due_on == self.today),
        )

    def sorted_by_pressure(self, bundles: Iterable[Bundle]) -> dict[Pressing, list[Bundle]]:
        """Sort bundles by how pressing they are; every heading is there, if only empty."""
        sunday = self.today + timedelta(days=6 - self.today.weekday())
        groups: dict[Pressing, list[Bundle]] = {pressing: [] for pressing in Pressing}
        for bundle in bundles:
            groups[_pressing(bundle, self.today, sunday)].append(bundle)
        return groups

    def entries(
        self, *slices: Sequence[Bundle], skip: int = 0, most: int | None = None
    ) -> list[list[Entry]]:
        """Return, for each list of bundles, so many items with their words.

        All are derived at once. What vanished meanwhile is left out.
        """
        cuts = [_cut(bundles, skip, most) for bundles in slices]
        derived = self._derived([bundle for cut in cuts for bundle in cut.bundles])
        shown = [cut.of(derived) for cut in cuts]
        words = self._worded([line.item for lines in shown for line in lines])
        return [
            [
                self._entry(line, words[_key(line.item)])
                for line in lines
                if _key(line.item) in words
            ]
            for lines in shown
        ]

    def _derived(self, bundles: Iterable[Bundle]) -> dict[Key, list[DueItem]]:
        """Derive the items of bundles, at most one query for each kind."""
        days: dict[str, set[date]] = {}
        found: dict[Key, list[DueItem]] = {}
        for bundle in bundles:
            if bundle.item is None:
                days.setdefault(bundle.kind, set()).add(bundle.due_on)
            else:
                found.setdefault(bundle.key, []).append(bundle.item)
        for listed in LISTED:
            own = {kind: days[kind] for kind in listed.kinds if kind in days}
            apart = self.due.apart_in(listed)
            for item in listed.bare(days=own, reader_id=self.user.pk, apart=apart):
                there = replace(item, people=self.due.there(item.people))
                key = item.due_on, item.kind, not self.waits_for_user(there), False
                found.setdefault(key, []).append(item)
        return found

    def _entry(self, line: _Line, item: DueItem) -> Entry:
        return Entry(
            item,
            line.is_mine,
            max((self.today - item.due_on).days, 0),
            item.done_url if _may_finish(self.user, item) else "",
            may_arrange(self.user, item),
            item.instead_of.get(recipient(self.user).key, ""),
        )

    def _worded(self, items: Sequence[DueItem]) -> dict[tuple[str, str, date], DueItem]:
        words = {_key(item): item for item in items if item.url}
        for listed in LISTED:
            bare = [item for item in items if not item.url and item.kind in listed.kinds]
            for item in listed.worded(bare):
                (words[_key(item)],) = self.due.arranged(item.kind, [item])
        return words


def agenda_of(user: User, today: date, until: date | None = None) -> Agenda:
    """Derive what this person may see of what is due within a month, or until a day; once.

    Kinds of which there may be thousands are counted, and derived when they are shown. What is put
    off stands on its new day.
    """
    waits_for_user = Called(recipient(user).key, today)
    due = Due(user, Arrangements(today), until or today + AHEAD, LISTED, asleep=True)
    counts: Counter[tuple[date, str, bool]] = Counter()
    bundles: list[Bundle] = []
    for found in due:
        is_mine = waits_for_user(found)
        if isinstance(found, DueGroup):
            counts[found.due_on, found.kind, is_mine] += found.count
        else:
            asleep = is_asleep(found, today)
            bundles.append(Bundle(found.due_on, found.kind, is_mine, 1, found, asleep))
    bundles += (Bundle(*key, count) for key, count in counts.items())
    bundles.sort(key=lambda bundle: bundle.key)
    return Agenda(user, today, waits_for_user, due, bundles)


class _Line(NamedTuple):
    """An item, with or without words, and whether it waits for the reader."""

    item: DueItem
    is_mine: bool


@dataclass(frozen=True, slots=True)
class _Cut:
    """Bundles in which a page lies, and which of their items it is."""

    bundles: Sequence[Bundle]
    skip: int
    most: int | None

    def of(self, derived: Mapping[Key, Sequence[DueItem]]) -> list[_Line]:
        """Return the lines of the page."""
        keys = dict.fromkeys((bundle.key, bundle.is_mine) for bundle in self.bundles)
        lines = [_Line(item, is_mine) for key, is_mine in keys for item in derived.get(key, ())]
        return lines[self.skip : None if self.most is None else self.skip + self.most]


def _cut(bundles: Sequence[Bundle], skip: int, most: int | None) -> _Cut:
    """Find the bundles in which the items from `skip` on lie, and how many go before them."""
    chosen: list[Bundle] = []
    seen = before = 0
    for _together, same in groupby(bundles, key=lambda bundle: bundle.key):
        together = list(same)
        count = sum(bundle.number for bundle in together)
        if seen + count <= skip:
            before += count
        elif most is None or seen < skip + most:
            chosen += together
        seen += count
    return _Cut(chosen, skip - before if chosen else 0, most)


def _key(item: DueItem) -> tuple[str, str, date]:
    return item.kind, item.object_id, item.due_on


def _may_finish(user: User, item: DueItem) -> bool:
    right = _FINISHED_BY.get(item.kind)
    return bool(item.done_url and right and has_right(user, right))


def _pressing(bundle: Bundle, today: date, sunday: date) -> Pressing:
    if bundle.is_asleep:
        return Pressing.ASLEEP
    if bundle.kind in _ADRIFT:
        return Pressing.ADRIFT
    if bundle.due_on < today:
        return Pressing.OVERDUE
    if bundle.due_on == today:
        return Pressing.TODAY
    return Pressing.WEEK if bundle.due_on <= sunday else Pressing.LATER
