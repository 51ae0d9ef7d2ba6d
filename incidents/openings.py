"""Who had a case before their eyes, and when: for those who read it, and for the reporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext

from accounts.models import User
from ateams.audit.enums import Action
from ateams.audit.models import Entry
from ateams.audit.selectors import Reading, gathered, readings
from incidents.models import Case
from incidents.presenters import voice

SHOWN = 5  # beside the case; the reporter is shown twice as many
PAGE_SIZE = 100
_LOOKED_AT = 200  # entries from which those few are gathered


@dataclass(frozen=True, slots=True)
class Opening:
    """One line: who, when, how often within the hour before, and what if not the case itself."""

    who: str
    at: datetime
    times: int
    what: str


def newest_openings(case: Case) -> list[Opening]:
    """Return the newest ones by name, in two queries however many there are."""
    return _by_name(gathered(readings("case", case.id)[:_LOOKED_AT])[:SHOWN])


def openings_page(case: Case, number: str | None) -> tuple[Page[Entry], list[Opening]]:
    """Return one page of all entries, and what it says."""
    page = Paginator(readings("case", case.id), PAGE_SIZE).get_page(number)
    return page, _by_name(gathered(page))


def openings_for_reporter(case: Case) -> list[Opening]:
    """Return the newest ones by role, never by name."""
    entries = list(readings("case", case.id)[:_LOOKED_AT])
    roles = dict(User.objects.filter(pk__in=_actors(entries)).values_list("pk", "role"))
    found: list[Opening] = []
    for reading in gathered(entries):
        who = voice(roles.get(reading.actor, "")) if reading.actor else gettext("mit deinem Code")
        line = _line(reading, who)
        # Two people of one role within the hour are one line: nobody can be told by their hours.
        if not any(_is_told(line, before) for before in found):
            found.append(line)
    return found[: 2 * SHOWN]


def _is_told(line: Opening, before: Opening) -> bool:
    same = (line.who, line.what) == (before.who, before.what)
    return same and (before.at - line.at).total_seconds() < 3600  # noqa: PLR2004


def _by_name(found: list[Reading]) -> list[Opening]:
    names = User.objects.in_bulk(_actors(found))
    return [_line(reading, _name(reading.actor, names)) for reading in found]


def _name(actor: UUID | None, names: Mapping[UUID, User]) -> str:
    """Return who that is; nobody who has signed in is the reporter, with the code."""
    if actor is None:
        return gettext("meldende Person")
    return str(names[actor]) if actor in names else gettext("gelöschtes Konto")


def _actors(found: Iterable[Reading | Entry]) -> set[UUID]:
    return {reading.actor for reading in found if reading.actor}


def _line(reading: Reading, who: str) -> Opening:
    if reading.action == Action.CASE_RECOVERED:
        return Opening(gettext("Notfallschlüssel"), reading.at, reading.times, "")
    what = "" if reading.action == Action.CASE_OPENED else str(Action(reading.action).label)
    return Opening(who, reading.at, reading.times, what)
