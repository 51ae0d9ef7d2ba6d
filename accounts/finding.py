"""What the one search finds of institutions, their contacts, and people."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, current_membership, has_right
from accounts.models import Contact, Institution, User
from accounts.searching import MOST_HITS, Found, Hit, add_search
from accounts.selectors import memberships_today
from ateams.web.folding import fold, holds


def find_institutions(user: User, terms: list[str]) -> Found | None:
    """Find institutions by name, kind, district and address: all of them, or the own one."""
    visible = Institution.objects.visible_to(user)
    if not has_right(user, Right.SEE_ALL_INSTITUTIONS) and not visible.exists():
        return None
    hits = [
        Hit(
            reverse("accounts:institution", args=[one.pk]),
            one.name,
            ", ".join(filter(None, (str(one.get_type_display()), one.district))),
        )
        for one in visible.order_by("name")
        if _holds(terms, one.name, one.get_type_display(), one.district, one.address)
    ]
    return _found(_("Einrichtungen"), hits)


def find_contacts(user: User, terms: list[str]) -> Found | None:
    """Find contacts by name, function and address, for whoever keeps them or writes to them."""
    if not has_right(user, Right.MANAGE_CONTACTS) and not user.works_in_office:
        return None
    contacts = Contact.objects.filter(
        active=True, institution__in=Institution.objects.visible_to(user)
    )
    hits = [
        Hit(
            reverse("accounts:institution", args=[one.institution_id]),
            one.name,
            ", ".join(filter(None, (one.function, one.institution.name))),
        )
        for one in contacts.select_related("institution").order_by("name", "pk")
        if _holds(terms, one.name, one.function, one.email)
    ]
    return _found(_("Kontaktpersonen"), hits)


def find_people(user: User, terms: list[str]) -> Found | None:
    """Find accounts by name and address, for whoever manages people."""
    if not has_right(user, Right.MANAGE_PEOPLE):
        return None
    people = User.objects.get_queryset().prefetch_related(memberships_today())
    hits = [
        Hit(reverse("accounts:person", args=[one.pk]), one.name, _about(one))
        for one in people.order_by("name", "email")
        if _holds(terms, one.name, one.email)
    ]
    return _found(_("Personen"), hits)


def _about(person: User) -> str:
    membership = current_membership(person)
    where = membership.team.institution.name if membership else ""
    return ", ".join(filter(None, (str(person.get_role_display()), where)))


def _holds(terms: list[str], *texts: object) -> bool:
    return holds(fold(" ".join(map(str, texts))), terms)


def _found(title: object, hits: Iterable[Hit]) -> Found:
    found = list(hits)
    return Found(str(title), found[:MOST_HITS], len(found))


def register() -> None:
    """Hand all of it to the search; called once, when the apps are ready."""
    add_search("accounts:institutions", find_institutions, order=10)
    add_search("accounts:contacts", find_contacts, order=20)
    add_search("accounts:people", find_people, order=40)
