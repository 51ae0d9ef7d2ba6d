"""What a due item is. A leaf: it knows no package, so that every package can describe its own.

What is due is derived from the domain (a date set, a completion empty) and never stored, so it
can be neither lost nor doubled.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise


class Part(StrEnum):
    """The part that a person plays towards a due item. Rules of follow-ups name parts."""

    RESPONSIBLE = "responsible"
    COORDINATOR = "coordinator"
    OFFICE = "office"
    LEAD = "lead"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be reminded: `key` is "user:<id>" or "contact:<id>"."""

    key: str
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that somebody has to do by a date.

    `object_id` names the thing within its kind and never changes; `title` and `where` are shown
    to everybody in `people`, so for cases they name nothing but the reference. Mail about
    something `urgent` leaves on any day. A POST without fields to `done_url` is all that is left
    to do, for whoever has the right to it; empty where there is more to say.
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

    def groups(self, *, until: date, reader_id: UUID) -> Iterable[DueGroup]:
        """Count what is due on or before `until` and one account may see."""
        ...


class Listed(Counted, Protocol):
    """Several kinds of which there may be thousands, and of which a page shows some dozens.

    Counting tells on which days something is due; of the days that are shown, items are derived
    without words, and the few that stand on the page get theirs.
    """

    def bare(self, *, days: Mapping[str, Collection[date]], reader_id: UUID) -> Iterable[DueItem]:
        """Derive what is due on these days of these kinds and one account may see, unworded."""
        ...

    def worded(self, items: Collection[DueItem]) -> Iterable[DueItem]:
        """Return these items with title and url; those whose object is gone are left out."""
        ...
