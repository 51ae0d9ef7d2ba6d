"""Which institutions, and which people, look like one entered twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from difflib import SequenceMatcher
from itertools import combinations

from accounts.models import Institution, User
from ateams.web.folding import same

_SIGNS = re.compile(r"[^\w]+")
# Words that many names have, and that therefore say nothing about which institution it is.
_COMMON = frozenset(
    (
        *("schule", "grundschule", "hauptschule", "realschule", "oberschule", "forderschule"),
        *("gymnasium", "gesamtschule", "integrierte", "kooperative", "igs", "kgs", "bbs"),
        *("berufsbildende", "schulen", "jugendzentrum", "jugendtreff", "hannover"),
        *("am", "an", "der", "die", "das", "im", "in", "und", "fur"),
    )
)
_ALIKE = 0.85


def lookalikes(one: Institution, others: Collection[Institution]) -> list[Institution]:
    """Return those whose names differ from this one by little, the likeliest first."""
    core = _core(one.name)
    rated = [
        (SequenceMatcher(None, core, _core(other.name)).ratio(), other)
        for other in others
        if other.pk != one.pk
    ]
    alike = [(rate, other) for rate, other in rated if rate >= _ALIKE]
    return [other for _rate, other in sorted(alike, key=lambda pair: (-pair[0], pair[1].name))]


def pairs(institutions: Collection[Institution]) -> list[tuple[Institution, Institution]]:
    """Return the pairs of all institutions that look like one.

    Only names that share a telling word or their first letters are compared, so that a list of
    five hundred takes no minute.
    """
    groups: dict[str, list[Institution]] = defaultdict(list)
    for one in institutions:
        core = _core(one.name)
        for key in {*core.split(), core[:4]}:
            groups[key].append(one)
    found = {
        tuple(sorted((one, other), key=lambda each: (each.name, str(each.pk))))
        for group in groups.values()
        if len(group) > 1
        for one in group
        for other in lookalikes(one, group)
    }
    return sorted(((a, b) for a, b in found), key=lambda pair: (pair[0].name, pair[1].name))


def namesakes(one: User, others: Collection[User]) -> list[User]:
    """Return those with the same name, in whatever order its parts stand."""
    return [other for other in others if other.pk != one.pk and _parts(other) == _parts(one)]


def pairs_of_people(people: Collection[User]) -> list[tuple[User, User]]:
    """Return the pairs of accounts with the same name, by name; the older account first."""
    groups: dict[tuple[str, ...], list[User]] = defaultdict(list)
    for one in sorted(people, key=lambda each: (each.created_at, str(each.pk))):
        groups[_parts(one)].append(one)
    found = [pair for parts, group in groups.items() if parts for pair in combinations(group, 2)]
    return sorted(found, key=lambda pair: same(pair[0].name))


def _parts(person: User) -> tuple[str, ...]:
    return tuple(sorted(_SIGNS.sub(" ", same(person.name)).split()))


def _core(name: str) -> str:
    words = _SIGNS.sub(" ", same(name)).split()
    return " ".join(word for word in words if word not in _COMMON) or " ".join(words)
