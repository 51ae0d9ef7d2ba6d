"""What belongs to an account and moves when two accounts of one person become one.

Each package says it, none is imported here. It writes how many there are and how they move, and
registers that in its `AppConfig.ready`:

    add_belonging("trainings:attendances", Belonging(_("Anwesenheiten"), count, move), order=10)

`move` takes the account that ends and the one that stays, inside a transaction that has locked
both. Where both have the same thing, one of it remains. Keys and what they open never move.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True)
class Belonging:
    """One kind of thing: what it is called, how many somebody has, and how they move."""

    label: str | Promise
    count: Callable[[User], int]
    move: Callable[[User, User], None]


_belongings: dict[str, tuple[int, Belonging]] = {}


def add_belonging(name: str, belonging: Belonging, *, order: int) -> None:
    """Let this move, too; the last one of a name counts."""
    _belongings[name] = (order, belonging)


def all_belongings() -> list[Belonging]:
    """Return every kind of thing that moves, in the order in which pages name them."""
    return [found for _order, found in sorted(_belongings.values(), key=lambda entry: entry[0])]


def counted(person: User) -> list[tuple[str, int]]:
    """Return what an account has: the name of each kind of thing, and how many."""
    return [(str(one.label), one.count(person)) for one in all_belongings()]
