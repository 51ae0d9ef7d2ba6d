"""One search: each package says what it finds, none is imported here.

    def find_trainings(user: User, terms: list[str]) -> Found | None: ...

    add_search("trainings", find_trainings, order=30)

A function decides what this person may see, and returns nothing to whoever may see none of it, so
that what somebody may not know of is not even named as "not found". Cases are never among it: they
have a search of their own, which needs an unlocked key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User

Text = str | Promise
MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: where it is, what it is called, and a line about it."""

    url: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What one package found; `total` counts those that are left out, too."""

    title: Text
    hits: Sequence[Hit]
    total: int

    @property
    def more(self) -> int:
        """How many are left out."""
        return self.total - len(self.hits)


Find = Callable[[User, list[str]], Found | None]
_searches: dict[str, tuple[int, Find]] = {}


def add_search(name: str, find: Find, *, order: int) -> None:
    """Search here, too; the last one of a name counts."""
    _searches[name] = (order, find)


def search(user: User, terms: list[str]) -> list[Found]:
    """Return what each package found that this person may see anything of."""
    ordered = sorted(_searches.values(), key=lambda entry: entry[0])
    return [found for _order, find in ordered if (found := find(user, terms))]
