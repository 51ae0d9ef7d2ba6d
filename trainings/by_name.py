"""Rows that name somebody who has an account by now, found by the name that was written down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.web.folding import same
from trainings.models import AboutPerson, Attendance, SignUp, Trainer

_SIGNS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class NamedRow:
    """One row under a name: what it is, of which training and day, and what was written."""

    row: Attendance | SignUp | Trainer
    kind: str | Promise
    training: str
    day: date | None
    written: str

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{type(self.row).__name__.lower()}:{self.row.pk}"


def rows_by_name(person: User) -> list[NamedRow]:
    """Return what was written down under the person's name without an account, the newest first.

    The order of first and last name does not matter, case and accents do not either. A sign-up
    with the person's address counts, whatever the name.
    """
    names = {_parts(person.name), *map(_parts, _chosen(person))}
    mine = Q(user=None, name__icontains=_longest_word(person.name))
    for chosen in _chosen(person):
        mine |= Q(user=None, name__icontains=_longest_word(chosen))
    found = [
        NamedRow(row, _("war da"), row.session.training.title, row.session.date, row.name)
        for row in Attendance.objects.filter(mine).select_related("session__training")
    ]
    held = Trainer.objects.filter(mine).annotate(last_on=Max("training__sessions__date"))
    found += [
        NamedRow(row, _("hat geschult"), row.training.title, row.last_on, row.name)
        for row in held.select_related("training")
    ]
    signed_up = SignUp.objects.filter(mine | Q(user=None, email__iexact=person.email))
    days = dict(signed_up.values_list("pk").annotate(Max("training__sessions__date")))
    found += [
        NamedRow(row, _("angemeldet"), row.training.title, days[row.pk], row.name or row.email)
        for row in signed_up.select_related("training")
    ]
    meant = [one for one in found if _parts(one.row.name) in names or _has_address(one, person)]
    return sorted(meant, key=lambda one: (one.day or date.min, one.key), reverse=True)


def _chosen(person: User) -> list[str]:
    names = AboutPerson.objects.filter(user=person).exclude(chosen_name="")
    return list(names.values_list("chosen_name", flat=True))


def _has_address(one: NamedRow, person: User) -> bool:
    return isinstance(one.row, SignUp) and one.row.email.casefold() == person.email.casefold()


def _parts(name: str) -> tuple[str, ...]:
    return tuple(sorted(_SIGNS.sub(" ", same(name)).split()))


def _longest_word(name: str) -> str:
    """Return what the database looks for: plain letters that every way of writing it contains."""
    words: list[str] = re.findall(r"[A-Za-z]+", name)
    return max(words or [name], key=len)
