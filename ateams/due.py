"""What a due item is. A leaf: it knows no package, so that every package can describe its own.

What is due is derived from the domain (a date set, a completion empty) and never stored, so it
can be neither lost nor doubled.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

_day: ContextVar[date | None] = ContextVar("day", default=None)


def current_day() -> date:
    """Return the day that sources look at: today in Berlin, unless `as_of` names another."""
    return _day.get() or timezone.localdate()


@contextmanager
def as_of(day: date) -> Iterator[None]:
    """Derive as if it were `day` and nothing had happened until then: for lists and previews."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)


class Part(StrEnum):
    """The part that a person plays towards a due item. Rules of follow-ups name parts."""

    RESPONSIBLE = "responsible"
    COORDINATOR = "coordinator"
    OFFICE = "office"
    LEAD = "lead"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be reminded: `key` is "user:<id>" or "contact:<id>".

    `mails` says how often accounts want to be told, as `accounts.enums.MailChoice` has it.
    """

    key: str
    name: str
    email: str
    language: str
    mails: str = "at_once"


@dataclass(frozen=True, slots=True)
class PutOff:
    """Until when somebody has put an item off, and why; `row` names what was stored."""

    row: UUID
    until: date
    reason: str | Promise
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Who does it now, and who asked for that; `row` names what was stored."""

    row: UUID
    to: str
    by: str


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that somebody has to do by a date.

    `object_id` names the thing within its kind and never changes; `title` and `where` are shown
    to everybody in `people`, so for cases they name nothing but the reference. Mail about
    something `urgent` leaves on any day. A POST without fields to `done_url` is all that is left
    to do, for whoever has the right to it; empty where there is more to say.

    What follows `done_url` is arranged by people and left to the follow-ups: `first_due_on` is the
    day that the package derived, if the item was put off beyond it, and `instead_of` names whoever
    is away, by the key of whoever stands in.
    """

    kind: str
    object_id: str
    due_on: date
    title: str
    url: str
    where: str = ""
    people: Mapping[Part, tuple[Recipient, ...]] = field(default_factory=dict)
    urgent: bool = False
    done_url: str = ""
    first_due_on: date | None = None
    put_off: PutOff | None = None
    passed_on: PassedOn | None = None
    instead_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def derived_on(self) -> date:
        """The due date as the package derives it: with kind and object it names the item."""
        return self.first_due_on or self.due_on


@dataclass(frozen=True, slots=True)
class DueGroup:
    """So many items of one kind that are due on one day and concern the same people."""

    kind: str
    due_on: date
    people: Mapping[Part, tuple[Recipient, ...]]
    count: int


class Source(Protocol):
    """One kind of due item, as the package that owns the tables derives it."""

    @property
    def kind(self) -> str:
        """The kind's stable code."""
        ...

    @property
    def label(self) -> str | Promise:
        """What the kind is called on pages."""
        ...

    def items(
        self,
        *,
        until: date,
        object_id: str | None = None,
        reader_id: UUID | None = None,
    ) -> Iterable[DueItem]:
        """Derive what is due on or before `until`: of one object, or what one account may see."""
        ...


class Counted(Protocol):
    """Several kinds of which there may be thousands, counted where each need not be named."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that are counted; their sources derive exactly as many items."""
        ...

    def groups(
        self, *, until: date, reader_id: UUID, apart: Collection[str] = ()
    ) -> Iterable[DueGroup]:
        """Count what is due on or before `until` and one account may see, without some objects."""
        ...

    def items(
        self, *, kind: str, among: Collection[str], until: date, reader_id: UUID
    ) -> Iterable[DueItem]:
        """Derive what is due of these objects alone."""
        ...

    def hidden_from(
        self, person_id: UUID, *, responsible_id: UUID, reader_id: UUID
    ) -> Collection[str]:
        """Return the objects of somebody that the reader may see, and another person may not."""
        ...


class Listed(Counted, Protocol):
    """Several kinds of which there may be thousands, and of which a page shows some dozens.

    Counting tells on which days something is due; of the days that are shown, items are derived
    without words, and the few that stand on the page get theirs.
    """

    def bare(
        self,
        *,
        days: Mapping[str, Collection[date]],
        reader_id: UUID,
        apart: Collection[str] = (),
    ) -> Iterable[DueItem]:
        """Derive what is due on these days and one account may see, unworded; without some objects.

        The days are given for each kind.
        """
        ...

    def worded(self, items: Collection[DueItem]) -> Iterable[DueItem]:
        """Return these items with title and url; those whose object is gone are left out."""
        ...


@runtime_checkable
class Among(Protocol):
    """A source of which thousands may wait at once; it derives many objects in a few queries."""

    def items_among(self, object_ids: Collection[str], *, until: date) -> Iterable[DueItem]:
        """Derive what is due on or before `until` of these objects, as `items` does of each."""
        ...
