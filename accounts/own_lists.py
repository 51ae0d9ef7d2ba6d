"""The lists of this package that can be downloaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, current_membership, has_right
from accounts.forms.institutions import InstitutionFilterForm
from accounts.forms.people import PeopleFilterForm
from accounts.lists import List, add_list
from accounts.models import User
from accounts.selectors import institutions_overview
from accounts.selectors import people as find_people
from ateams.web.sheets.writing import Cell

INSTITUTION_COLUMNS = (
    _("Name"),
    _("Art"),
    _("Stadtteil"),
    _("Adresse"),
    _("Vereinbarung vom"),
    _("Vereinbarung bis"),
    _("Kontaktperson"),
    _("Funktion der Kontaktperson"),
    _("E-Mail der Kontaktperson"),
    _("Mitglieder"),
    _("Koordinierung"),
    _("nimmt teil"),
)
PEOPLE_COLUMNS = (
    _("Name"),
    _("E-Mail"),
    _("Rolle"),
    _("Einrichtung"),
    _("Team"),
    _("seit"),
    _("Amtszeit bis"),
    _("Sprache"),
    _("aktiv"),
)


def institution_rows(_user: User, query: QueryDict) -> Iterator[Sequence[Cell]]:
    """Return the institutions of the list, with the filters of its page."""
    form = InstitutionFilterForm(query)
    wanted = form.cleaned_data if form.is_valid() else {}
    found: Iterable[Any] = institutions_overview(**wanted).prefetch_related("contacts")
    for one in found:
        contacts = [contact for contact in one.contacts.all() if contact.active]
        contact = next((one for one in contacts if one.responsible), None)
        yield (
            one.name,
            str(one.get_type_display()),
            one.district,
            one.address,
            _day(one.agreement_signed_on),
            _day(one.agreement_until),
            contact.name if contact else "",
            contact.function if contact else "",
            contact.email if contact else "",
            one.member_count,
            one.coordinator_count,
            _yes(one.active),
        )


def people_rows(_user: User, query: QueryDict) -> Iterator[Sequence[Cell]]:
    """Return the accounts of the people page, with its filters."""
    form = PeopleFilterForm(query)
    wanted = form.cleaned_data if form.is_valid() else {}
    for person in find_people(**wanted):
        membership = current_membership(person)
        yield (
            person.name,
            person.email,
            str(person.get_role_display()),
            membership.team.institution.name if membership else "",
            membership.team.name if membership else "",
            _day(membership.starts_on if membership else None),
            _day(membership.term_ends_on if membership else None),
            str(person.get_language_display()),
            _yes(person.is_active),
        )


def _day(value: date | None) -> str:
    """Write a day so that it sorts, and so that an import understands it."""
    return value.isoformat() if value else ""


def _yes(value: bool) -> str:
    return gettext("ja") if value else gettext("nein")


def register() -> None:
    """Offer them; called once, when the apps are ready."""
    add_list(
        List(
            "institutions",
            _("Einrichtungen"),
            INSTITUTION_COLUMNS,
            may=lambda user: has_right(user, Right.SEE_ALL_INSTITUTIONS),
            rows=institution_rows,
        )
    )
    add_list(
        List(
            "people",
            _("Personen"),
            PEOPLE_COLUMNS,
            may=lambda user: has_right(user, Right.MANAGE_PEOPLE),
            rows=people_rows,
        )
    )
