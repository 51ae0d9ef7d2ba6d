"""What codes are called and what can be chosen: one query for all lists that a page needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import get_language

from codelists.enums import FIXED, CodeList
from codelists.models import Code
from codelists.shipped import shipped

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One code as pages use it."""

    code: str
    parent: str
    de: str
    en: str
    hidden: bool
    outward: str = ""

    @property
    def label(self) -> str:
        """What it is called in the active language."""
        return self.de if (get_language() or "de").startswith("de") else self.en or self.de


@dataclass(frozen=True, slots=True)
class ListSummary:
    """One list in the list of lists."""

    name: CodeList
    shown: int
    hidden: int

    @property
    def label(self) -> str:
        """What the list is called in the active language."""
        return list_label(self.name)

    @property
    def fixed(self) -> bool:
        """Whether the program acts on its codes."""
        return self.name in FIXED


class CodeBook:
    """The lists that somebody asked for, as they stand at this moment."""

    def __init__(self, lists: Mapping[str, Mapping[str, Item]]) -> None:
        self._lists = lists

    def label(self, name: CodeList, code: str) -> str:
        """Return what a code is called; one that no list knows is shown as itself."""
        found = self._lists[name].get(code)
        return found.label if found else code

    def labels(self, name: CodeList, codes: Iterable[str]) -> list[str]:
        """Return what codes are called, in the order given."""
        return [self.label(name, code) for code in codes]

    def choices(self, name: CodeList, *, including: Collection[str] = ()) -> Choices:
        """Return what can be chosen; `including` are codes in use, though they may be hidden."""
        return [
            (item.code, item.label)
            for item in self._lists[name].values()
            if not item.hidden or item.code in including
        ]

    def groups(
        self, name: CodeList, *, including: Collection[str] = ()
    ) -> list[tuple[str, Choices]]:
        """Return what can be chosen, group by group, each with its name; its own code is first."""
        found: dict[str, Choices] = {}
        for code, label in self.choices(name, including=including):
            group = self.group_of(name, code)
            choice = (code, label)
            found.setdefault(group, []).insert(0 if code == group else len(found[group]), choice)
        order = {code: place for place, code in enumerate(self._lists[name])}
        return [
            (self.label(name, group), found[group])
            for group in sorted(found, key=lambda group: order.get(group, len(order)))
        ]

    def codes(self, name: CodeList) -> list[str]:
        """Return every code of a list, hidden ones too."""
        return list(self._lists[name])

    def belonging_to(self, name: CodeList, group: str) -> frozenset[str]:
        """Return a code and those of which it is the group."""
        return frozenset(
            item.code for item in self._lists[name].values() if group in {item.code, item.parent}
        )

    def group_of(self, name: CodeList, code: str) -> str:
        """Return the group that a code is counted in: its parent, or itself."""
        found = self._lists[name].get(code)
        return found.parent or code if found else code

    def outward_of(self, name: CodeList, code: str) -> str:
        """Return what the office has said of an entry that it added: which step outside it is."""
        found = self._lists[name].get(code)
        return found.outward if found else ""


def code_book(*names: CodeList) -> CodeBook:
    """Read lists, or all of them, in one query. Ask once per page and hand the book around."""
    wanted = names or tuple(CodeList)
    rows = Code.objects.filter(list__in=wanted).order_by("position", "code")
    lists: dict[str, dict[str, Item]] = {name: {} for name in wanted}
    columns = rows.values_list("list", "code", "parent", "de", "en", "hidden", "outward")
    for name, code, parent, de, en, hidden, outward in columns:
        lists[name][code] = Item(code, parent, de, en, hidden, outward)
    return CodeBook({name: found or _as_shipped(CodeList(name)) for name, found in lists.items()})


def list_label(name: CodeList) -> str:
    """Return what a list is called in the active language."""
    found = shipped(name)
    return found.de if (get_language() or "de").startswith("de") else found.en


def entries_of(name: CodeList) -> list[Code]:
    """Return the entries of a list, hidden ones too; not yet loaded, they are not saved either."""
    rows = list(Code.objects.of(name))
    return rows or [
        Code(
            list=name,
            code=code.code,
            parent=code.parent,
            de=code.de,
            en=code.en,
            definition=code.definition,
            position=position,
        )
        for position, code in enumerate(shipped(name).codes)
    ]


def overview() -> list[ListSummary]:
    """Return all lists with how many entries they have, in one query."""
    rows = Code.objects.values_list("list").annotate(
        shown=Count("pk", filter=Q(hidden=False)), away=Count("pk", filter=Q(hidden=True))
    )
    counts = {name: (shown, away) for name, shown, away in rows.order_by("list")}
    return [
        ListSummary(name, *counts.get(name, (len(shipped(name).codes), 0))) for name in CodeList
    ]


def _as_shipped(name: CodeList) -> dict[str, Item]:
    return {
        code.code: Item(code.code, code.parent, code.de, code.en, hidden=False)
        for code in shipped(name).codes
    }
