"""Who may agree for themselves, and whose name may stand on a certificate.

Nobody's birth date is kept: somebody who knows the person notes an age band.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from accounts.enums import Role
from accounts.models import Membership, User
from trainings.enums import AgeBand, ConsentScope
from trainings.models import AboutPerson, PersonConsent


@dataclass(frozen=True, slots=True)
class Line:
    """One scope of consent, as a page shows it."""

    scope: ConsentScope
    consent: PersonConsent | None

    @property
    def since(self) -> date | None:
        """Since when it is given, if it is."""
        return self.consent.given_on if self.consent else None


def age_band_of(person: User) -> str:
    """Return the age band noted; members without one count as under 16 where that protects them."""
    if person.role != Role.MEMBER:
        return AgeBand.ADULT
    about = AboutPerson.objects.filter(user=person).first()
    return about.age_band if about else ""


def may_agree_alone(person: User) -> bool:
    """Whether the person agrees for themselves; under 16, a guardian does."""
    return age_band_of(person) in {AgeBand.FROM_16, AgeBand.ADULT}


def lines_of(person: User) -> list[Line]:
    """Return all scopes with the consent that is in force, if any.

    Whoever agrees for themselves publishes their name with an own tick on a page of its own, so
    that here nothing is asked about it.
    """
    current = {row.scope: row for row in PersonConsent.objects.current().filter(user=person)}
    asked = set(ConsentScope)
    if ConsentScope.DIRECTORY not in current and may_agree_alone(person):
        asked.remove(ConsentScope.DIRECTORY)
    return [Line(scope, current.get(scope.value)) for scope in ConsentScope if scope in asked]


def lacking_to_publish(membership: Membership) -> str | None:
    """Say in a sentence what is missing before a name stands in the public directory, or nothing.

    Under 16 that is the signature of a guardian, noted by whoever has seen the paper. Whose age
    nobody knows may be under 16.
    """
    person = membership.user
    if may_agree_alone(person) or may_be_named(person):
        return None
    if not age_band_of(person):
        return gettext(
            "Noch weiß hier niemand, ob du schon 16 bist. Sag es deiner Koordinierungsperson; sie "
            "trägt es ein."
        )
    return gettext(
        "Unter 16 müssen erst deine Sorgeberechtigten unterschreiben. Deine Koordinierungsperson "
        "trägt es ein."
    )


def may_be_named(person: User) -> bool:
    """Whether a guardian has agreed that the name stands in the public directory."""
    agreed = PersonConsent.objects.current().filter(user=person, scope=ConsentScope.DIRECTORY)
    return agreed.filter(by_guardian=True).exists()


def printed_names(people: Iterable[User]) -> dict[UUID, str]:
    """Return the name that may stand on each person's certificate; "" for initials only.

    Adults who have said nothing are named; they lose that by taking a consent back. Everybody
    else needs a consent. The chosen name goes before the account's.
    """
    rows = list(people)
    ids = [person.pk for person in rows]
    about = AboutPerson.objects.in_bulk(ids)
    said = PersonConsent.objects.filter(user__in=ids, scope=ConsentScope.NAME)
    agreed = {row.user_id for row in said if row.withdrawn_on is None}
    taken_back = {row.user_id for row in said if row.withdrawn_on} - agreed
    names = {}
    for person in rows:
        noted = about.get(person.pk)
        adult = person.role != Role.MEMBER or (noted and noted.age_band == AgeBand.ADULT)
        may = person.pk in agreed or (adult and person.pk not in taken_back)
        names[person.pk] = chosen_name(person, noted) if may else ""
    return names


def chosen_name(person: User, about: AboutPerson | None) -> str:
    """Return the name that the person wants on papers."""
    return (about and about.chosen_name) or person.name


def initials_of(name: str) -> str:
    """Return the first letters of a name's parts, six parts at most: "M. S."."""
    firsts = (next(filter(str.isalpha, part), "") for part in name.split())
    return " ".join(f"{first.upper()[:1]}." for first in firsts if first)[:17] or "–"
