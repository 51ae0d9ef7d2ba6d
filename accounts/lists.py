"""Lists that can be downloaded: each package registers its own, none is imported here.

    add_list(
        List("trainings", _("Schulungen"), COLUMNS, may=..., rows=...),
    )

Whoever downloads a list gets what the page of that list shows them with the same filters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from accounts.imports.kinds import kind_labels
from accounts.models import User
from ateams.web.sheets.writing import Cell

Text = str | Promise


@dataclass(frozen=True)
class List:
    """One list: its key in addresses, its name, its columns, and whose it is."""

    key: str
    label: Text
    columns: Sequence[Text]
    may: Callable[[User], bool]
    rows: Callable[[User, QueryDict], Iterable[Sequence[Cell]]]


_lists: dict[str, List] = {}


def add_list(one: List) -> None:
    """Offer a list; the last one of a key counts."""
    _lists[one.key] = one


def list_of(key: str, user: User) -> List | None:
    """Return a list that this person may download; none otherwise."""
    found = _lists.get(key)
    return found if found and found.may(user) else None


def list_names() -> dict[str, Text]:
    """Return what lists are called that come in or go out, by key."""
    return kind_labels() | {key: one.label for key, one in _lists.items()}
