"""Entries of the log as somebody may read them: names only of what this person may know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.lists import list_names
from accounts.models import Contact, Institution, Invitation, Team, User
from ateams.audit.models import Entry
from ateams.audit.presenters import Words, sentence, without_account
from codelists.enums import CodeList
from codelists.selectors import list_label
from incidents.models import ReplyTemplate
from incidents.selectors import cases_of
from trainings.models import Training

Names = dict[str, str]

# In the accusative, as the sentences want it: a thing that is known by name, and one that is not.
_NAMED: dict[str, str | Promise] = {
    "case": _("den Fall %(name)s"),
    "account": _("das Konto von %(name)s"),
    "invitation": _("eine Einladung an %(name)s"),
    "institution": _("die Einrichtung „%(name)s“"),
    "team": _("das Team „%(name)s“"),
    "contact": _("die Kontaktperson %(name)s"),
    "training": _("die Schulung „%(name)s“"),
    "codelist": _("die Auswahlliste „%(name)s“"),
    "template": _("die Textvorlage „%(name)s“"),
    "list": _("die Liste „%(name)s“"),
}
_UNNAMED: dict[str, str | Promise] = {
    "case": _("einen Fall"),
    "account": _("ein gelöschtes Konto"),
    "invitation": _("eine Einladung"),
    "institution": _("eine Einrichtung"),
    "team": _("ein Team"),
    "contact": _("eine Kontaktperson"),
    "training": _("eine Schulung"),
    "codelist": _("eine Auswahlliste"),
    "template": _("eine Textvorlage"),
    "list": _("eine Liste"),
    "due": _("einen Termin"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: a sentence, and where it says who opened the case, if the reader can open it."""

    at: datetime
    text: str
    url: str = ""


def rows_for(user: User, entries: Collection[Entry]) -> list[Row]:
    """Tell entries, with one query per kind of thing that they are about."""
    names = _names(user, entries)
    return [_row(entry, names) for entry in entries]


def _row(entry: Entry, names: Mapping[str, Names]) -> Row:
    people = names["account"]
    gone = gettext("Ein gelöschtes Konto")
    who = people.get(str(entry.actor), gone) if entry.actor else without_account(entry.action)
    about = people.get(str(entry.about), str(_UNNAMED["account"])) if entry.about else ""
    name = names.get(entry.subject_kind, {}).get(entry.subject_id)
    words = Words(who, _what(entry.subject_kind, name), about)
    row = Row(entry.at, sentence(entry.action, words, entry.number))
    if entry.subject_kind != "case" or name is None:
        return row
    return replace(row, url=reverse("incidents:case-openings", args=[name]))


def _what(kind: str, name: str | None) -> str:
    if name and kind in _NAMED:
        return str(_NAMED[kind]) % {"name": name}
    return str(_UNNAMED.get(kind, ""))


def _names(user: User, entries: Collection[Entry]) -> dict[str, Names]:
    """Look up all names at once; of cases and trainings only what the reader may open."""
    ids = {kind: _ids(entry for entry in entries if entry.subject_kind == kind) for kind in _NAMED}
    people = {entry.actor for entry in entries} | {entry.about for entry in entries}
    ids["account"] |= {person for person in people if person}
    names = {
        kind: look_up(user, ids[kind]) if ids[kind] else {} for kind, look_up in _LOOK_UPS.items()
    }
    lists = {key: str(label) for key, label in list_names().items()}
    return names | {"codelist": {name.value: list_label(name) for name in CodeList}, "list": lists}


def _ids(entries: Iterable[Entry]) -> set[UUID]:
    ids = set()
    for entry in entries:
        with suppress(ValueError):  # not everything that is recorded has such an id
            ids.add(UUID(entry.subject_id))
    return ids


def _cases(user: User, ids: set[UUID]) -> Names:
    found = cases_of(user).filter(pk__in=ids).values_list("pk", "reference")
    return {str(pk): reference for pk, reference in found}


def _trainings(user: User, ids: set[UUID]) -> Names:
    return _by_id(Training.objects.visible_to(user).filter(pk__in=ids).in_bulk())


def _teams(_user: User, ids: set[UUID]) -> Names:
    teams = Team.objects.filter(pk__in=ids).select_related("institution")
    return {str(team.pk): f"{team}, {team.institution}" for team in teams}


def _by_id(things: Mapping[UUID, object]) -> Names:
    return {str(pk): str(thing) for pk, thing in things.items()}


_LOOK_UPS: dict[str, Callable[[User, set[UUID]], Names]] = {
    "case": _cases,
    "training": _trainings,
    "team": _teams,
    "template": lambda _user, ids: _by_id(ReplyTemplate.objects.in_bulk(ids)),
    "account": lambda _user, ids: _by_id(User.objects.get_queryset().in_bulk(ids)),
    "invitation": lambda _user, ids: _by_id(Invitation.objects.in_bulk(ids)),
    "institution": lambda _user, ids: _by_id(Institution.objects.in_bulk(ids)),
    "contact": lambda _user, ids: _by_id(Contact.objects.in_bulk(ids)),
}
