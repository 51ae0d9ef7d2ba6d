"""What can be imported: each package says it for its own things, none is imported here.

    add_kind(
        ImportKind(
            key="trainings",
            label=_("Gehaltene Schulungen"),
            text=_("Wird als bestätigt eingetragen."),
            fields=FIELDS,
            may=lambda user: user.works_in_office,
            check=check,
            write=write,
        ),
        order=30,
    )

`check` looks at all rows without changing anything and says of each what would become of it;
`write` carries out what `check` said, inside the caller's transaction, and records it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from accounts.models import User

Text = str | Promise


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    COMPLETED = "completed"
    KNOWN = "known"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a list may have. `names` are headings that mean it, as people write them."""

    key: str
    label: Text
    names: Sequence[str] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its number in the file and what stands in it, by field."""

    number: int
    values: Mapping[str, str]

    def get(self, key: str) -> str:
        """Return what stands in a field, or nothing."""
        return self.values.get(key, "")


@dataclass(frozen=True)
class Checked:
    """What becomes of a row, in words for whoever looks it through; `data` is for `write` alone."""

    line: Line
    fate: Fate
    title: str
    notes: Sequence[Text] = ()
    data: Any = field(default=None, repr=False)


Check = Callable[[Sequence[Line], User], Iterator[Checked]]
Write = Callable[[Collection[Checked], User], None]


@dataclass(frozen=True)
class ImportKind:
    """One kind of list. `most` is how many rows are taken at once."""

    key: str
    label: Text
    text: Text
    fields: Sequence[Field]
    may: Callable[[User], bool]
    check: Check
    write: Write
    most: int = 5000


_kinds: dict[str, tuple[int, ImportKind]] = {}


def add_kind(kind: ImportKind, *, order: int) -> None:
    """Offer a kind of import; the last one of a key counts."""
    _kinds[kind.key] = (order, kind)


def kinds_for(user: User) -> list[ImportKind]:
    """Return what this person may import."""
    ordered = sorted(_kinds.values(), key=lambda entry: entry[0])
    return [kind for _order, kind in ordered if kind.may(user)]


def kind_of(key: str) -> ImportKind | None:
    """Return a kind by its key; none if no package offers it."""
    return _kinds[key][1] if key in _kinds else None


def to_write(checked: Iterable[Checked]) -> list[Checked]:
    """Return the rows that change something."""
    return [row for row in checked if row.fate in {Fate.NEW, Fate.COMPLETED}]


def kind_labels() -> dict[str, Text]:
    """Return what the kinds are called, by key."""
    return {key: kind.label for key, (_order, kind) in _kinds.items()}
