"""Who could be let into a case beside those who read it: a group of a team, or one person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import OFFICE_ROLES
from accounts.models import User
from incidents.kept_out import NOBODY, KeptOut
from incidents.models import Case
from incidents.readers import reader_list
from vault.models import Grant


class Group(models.TextChoices):
    """As what somebody is let in."""

    MEMBERS = "members", _("A-Team")
    COORDINATORS = "coordinators", _("Koordinierungsperson")
    COLLEAGUE = "colleague", _("Beratungsstelle")
    GUEST = "guest", _("Eine einzelne Person, die nur liest: zweite Meinung, Dolmetschen")


@dataclass(frozen=True)
class FurtherReaders:
    """People who can be let in together. `key` is what a form sends for them."""

    key: str
    group: Group
    people: tuple[User, ...]
    institution: str = ""

    @property
    def label(self) -> str:
        """How staff chooses them; a single person by name."""
        if self.group == Group.COLLEAGUE:
            return str(self.people[0])
        if self.group == Group.GUEST:
            return f"{self.people[0]} ({self.institution})"
        return described(self.sealed())

    def sealed(self) -> dict[str, Any]:
        """Return what is sealed with the question: exactly these people, as what they are now."""
        scopes = {person.key_pair.activation_scope for person in self.people if person.key_pair}
        if self.group == Group.COLLEAGUE:
            scopes = set(OFFICE_ROLES)
        return {
            "who": self.group.value,
            "institution": self.institution,
            "key_pairs": [str(person.key_pair_id) for person in self.people],
            "scopes": sorted(scopes),
        }


def further_readers(case: Case, kept_out: KeptOut = NOBODY) -> dict[str, FurtherReaders]:
    """Return everybody who could be let in and does not read the case now, in three queries.

    Whom the reporter shut out is left out; an opened case says who that is.
    """
    grants = Grant.objects.usable().filter(envelope=case.shared_envelope_id)
    reading = set(grants.values_list("key_pair", flat=True))
    return {found.key: found for found in _candidates(reading, kept_out) if found.people}


def described(sealed: dict[str, Any], *, count: int | None = None) -> str:
    """Tell who is meant, by role and number and never by name: what the reporter reads.

    The number is that of those who were named, unless another one is given.
    """
    count, place = count or len(sealed["key_pairs"]), {"place": sealed["institution"]}
    numbers = {"count": count} | place
    match sealed["who"]:
        case Group.MEMBERS:
            return (
                ngettext(
                    "A-Team „%(place)s“: %(count)d Person",
                    "A-Team „%(place)s“: %(count)d Personen",
                    count,
                )
                % numbers
            )
        case Group.COORDINATORS:
            return (
                ngettext(
                    "Koordinierung „%(place)s“, meist eine Lehrkraft: %(count)d Person",
                    "Koordinierung „%(place)s“, meist Lehrkräfte: %(count)d Personen",
                    count,
                )
                % numbers
            )
        case Group.GUEST:
            return (
                gettext("eine Person von „%(place)s“, die nur liest und sich Notizen macht") % place
            )
    return gettext("noch eine Person der Beratungsstelle")


def key_pairs_of(sealed: Mapping[str, Any]) -> list[UUID]:
    """Return the key pairs that a sealed question named."""
    return [UUID(key) for key in sealed.get("key_pairs", ())]


def last_day_of(sealed: Mapping[str, Any]) -> date | None:
    """Return the last day on which those whom a sealed question named shall read, if any."""
    return date.fromisoformat(sealed["until"]) if sealed.get("until") else None


def _candidates(reading: Collection[UUID], kept_out: KeptOut) -> Iterator[FurtherReaders]:
    def may(person: User) -> bool:
        return person.key_pair_id not in reading and person.pk not in kept_out

    readers = reader_list()
    for team in readers.teams.values():
        place = team.team.institution.name
        groups = {Group.MEMBERS: team.members, Group.COORDINATORS: team.coordinators}
        for group, people in groups.items():
            new = tuple(person for person in people if may(person))
            yield FurtherReaders(f"{group}:{team.team.pk}", group, new, place)
        for person in team.coordinators:
            if may(person):
                yield FurtherReaders(f"{Group.GUEST}:{person.pk}", Group.GUEST, (person,), place)
    for person in readers.office:
        if may(person):
            yield FurtherReaders(f"{Group.COLLEAGUE}:{person.pk}", Group.COLLEAGUE, (person,))
