"""Loading the lists, and what the office does with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from ateams.audit.services import record
from codelists.enums import FIXED, IN_GROUPS, MAY_ACT_OUTSIDE, CodeList
from codelists.models import CODE_LENGTH, Code
from codelists.shipped import ShippedCode, shipped

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WORDS = ("parent", "de", "en", "definition")


@transaction.atomic
def load(names: Iterable[CodeList] = tuple(CodeList)) -> int:
    """Bring the database up to what the files say; return how many codes were new.

    What the office has named keeps its words, what it has hidden stays hidden, its order stays as
    it is: new codes come last. A code that left its file stays, for what was counted under it.
    """
    return sum(_load(name) for name in names)


@transaction.atomic
def add_code(
    *,
    name: CodeList,
    de: str,
    en: str,
    parent: str = "",
    code: str = "",
    outward: str = "",
    by: User,
) -> Code:
    """Add an entry to a list, at its end, under a code that the list never had.

    Without `code` one is made of the German words. Raises ValidationError for a taken or
    malformed code, a group that is none, and a list on whose codes the program acts.
    """
    if name in FIXED:
        raise ValidationError(_("Diese Liste bekommt keine neuen Einträge."))
    rows = _locked(name)
    taken = {row.code for row in rows}
    if code in taken:
        error = _("Dieses Kürzel gibt es schon, oder es gab es einmal.")
        raise ValidationError({"code": error})
    last = max(row.position for row in rows)
    added = Code(list=name, code=code or free_code(de, taken), parent=parent, de=de, en=en)
    added.position, added.own_words = last + 1, True
    added.outward = outward if name in MAY_ACT_OUTSIDE else ""
    _check_group(added, rows)
    added.full_clean()
    added.save(force_insert=True)
    record(action="codelist.added", subject=("codelist", name), by=by.id)
    return added


@transaction.atomic
def change_code(
    *,
    code: Code,
    de: str,
    en: str,
    hidden: bool = False,
    after: str = "",
    outward: str = "",
    by: User,
) -> Code:
    """Name an entry, hide or show it, and put it behind the entry `after`, or first if empty.

    Where the program acts on the codes nothing can be hidden. `outward` counts for what the office
    has added; what acts outside can be another step, and never again none. Raises ValidationError.
    """
    name = CodeList(code.list)
    rows = _locked(name)
    row = next(row for row in rows if row.code == code.code)
    row.own_words = row.own_words or (row.de, row.en) != (de, en)
    row.de, row.en, row.hidden = de, en, hidden and name not in FIXED
    if may_act_outside(row):
        row.outward = outward or row.outward
    row.full_clean()
    row.save()
    _put_behind(row, rows, after)
    record(action="codelist.changed", subject=("codelist", name), by=by.id)
    return row


def may_act_outside(row: Code) -> bool:
    """Whether the office says of this entry if it acts outside: its list knows that, and not we."""
    name = CodeList(row.list)
    return name in MAY_ACT_OUTSIDE and row.code not in {code.code for code in shipped(name).codes}


def free_code(words: str, taken: Iterable[str]) -> str:
    """Return a code made of words that is not among those that a list has or had."""
    stem = re.sub(r"[^a-z0-9]+", "_", words.lower().translate(_GERMAN)).strip("_") or "code"
    stem = stem[: CODE_LENGTH - 4].rstrip("_")
    tries = (stem if number == 1 else f"{stem}_{number}" for number in count(1))
    return next(code for code in tries if code not in set(taken))


def _load(name: CodeList) -> int:
    known = {row.code: row for row in Code.objects.select_for_update().of(name)}
    last = max((row.position for row in known.values()), default=-1)
    added, renamed = [], []
    for code in shipped(name).codes:
        row = known.get(code.code)
        if row is None:
            last += 1
            added.append(Code(list=name, code=code.code, position=last, **_words(code)))
        elif not row.own_words and _words(row) != _words(code):
            for field, value in _words(code).items():
                setattr(row, field, value)
            renamed.append(row)
    Code.objects.bulk_create(added, ignore_conflicts=True)  # another process loads them as well
    Code.objects.bulk_update(renamed, _WORDS)
    return len(added)


def _words(code: Code | ShippedCode) -> dict[str, str]:
    return {field: getattr(code, field) for field in _WORDS}


def _locked(name: CodeList) -> list[Code]:
    """Return all rows of a list, loaded if they were not, for this transaction alone."""
    _load(name)
    return list(Code.objects.select_for_update().of(name))


def _check_group(code: Code, rows: list[Code]) -> None:
    if not code.parent:
        return
    groups = {row.code for row in rows if not row.parent}
    if code.list not in IN_GROUPS or code.parent not in groups:
        raise ValidationError({"parent": _("Diese Gruppe gibt es nicht.")})


def _put_behind(code: Code, rows: list[Code], after: str) -> None:
    others = [row for row in rows if row.code != code.code]
    place = next((number for number, row in enumerate(others, 1) if row.code == after), 0)
    others.insert(place, code)
    for position, row in enumerate(others):
        row.position = position
    Code.objects.bulk_update(others, ["position"])
