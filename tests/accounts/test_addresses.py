"""Every address of the package: allowed, foreign, anonymous, wrong method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Team
from tests.factories.accounts import ContactFactory, InvitationFactory, TeamFactory, UserFactory
from tests.personas import Persona, give_key, persona

EVERYBODY = frozenset(Role)
PEOPLE = frozenset({Role.ADMIN, Role.LEAD})
KEY_HOLDERS = EVERYBODY - {Role.ADMIN}
OFFICE_AND_ADMIN = frozenset({Role.ADMIN, Role.LEAD, Role.COUNSELLOR})


@dataclass(frozen=True)
class Address:
    """An address, who may use it, and what they are answered."""

    name: str
    roles: frozenset[Role]
    method: str = "get"
    status: int = 200
    of: Callable[[Team], object] | None = None

    def url(self, team: Team) -> str:
        return reverse(f"accounts:{self.name}", args=[self.of(team)] if self.of else [])


def own_institution(team: Team) -> object:
    return team.institution_id


def somebody(_team: Team) -> object:
    return UserFactory.create(role=Role.ADMIN).pk


def inactive(_team: Team) -> object:
    return UserFactory.create(is_active=False).pk


def invited(_team: Team) -> object:
    return InvitationFactory.create().pk


def own_team(team: Team) -> object:
    return team.pk


def contact(team: Team) -> object:
    return ContactFactory.create(institution=team.institution, responsible=False).pk


ADDRESSES = [
    Address("start", EVERYBODY),
    Address("account", EVERYBODY),
    Address("language", EVERYBODY, "post", 302),
    Address("people", PEOPLE),
    Address("invite", PEOPLE),
    Address("invite-many", PEOPLE),
    Address("resend", PEOPLE, "post", 302, invited),
    Address("revoke", PEOPLE, "post", 302, invited),
    Address("keys", frozenset({Role.LEAD})),
    Address("person", PEOPLE, of=somebody),
    Address("assign", PEOPLE, "post", 200, somebody),
    Address("deactivate", PEOPLE, "post", 302, somebody),
    Address("reactivate", PEOPLE, "post", 302, inactive),
    Address("institutions", OFFICE_AND_ADMIN),
    Address("institution-new", PEOPLE),
    Address("institution", EVERYBODY, of=own_institution),
    Address("institution-edit", PEOPLE, of=own_institution),
    Address("team-new", PEOPLE, of=own_institution),
    Address("team-edit", PEOPLE, of=own_team),
    Address("contact-new", PEOPLE | {Role.COORDINATOR}, of=own_institution),
    Address("contact-edit", PEOPLE | {Role.COORDINATOR}, of=contact),
    Address("vault", KEY_HOLDERS),
    Address("new-words", KEY_HOLDERS, "post"),
    Address("type-back", KEY_HOLDERS, "post", 302),
    Address("unlock", KEY_HOLDERS),
    Address("lock", EVERYBODY, "post", 302),
    Address("still-active", EVERYBODY, "post", 204),
]
by_name = pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)


@by_name
@pytest.mark.parametrize("role", Role)
def test_address_answers_those_who_may(team: Team, role: Role, address: Address) -> None:
    lead, person = persona(Role.LEAD), persona(role, team=team)
    if role != Role.ADMIN:
        give_key(lead, person)
    answer = getattr(person.client, address.method)(address.url(team))
    allowed = role in address.roles
    if address.name == "institutions" and not allowed:
        assert answer.headers["Location"] == reverse(
            "accounts:institution", args=[own_institution(team)]
        )
    else:
        assert answer.status_code == (address.status if allowed else 404)


@by_name
def test_address_asks_strangers_to_sign_in(team: Team, address: Address) -> None:
    answer = getattr(Client(), address.method)(url := address.url(team))
    start = address.name == "start"
    assert answer.headers["Location"] == ("/de/" if start else f"/accounts/login/?next={url}")


@by_name
def test_address_refuses_other_methods(team: Team, lead: Persona, address: Address) -> None:
    wrong = "put" if address.method == "get" else "get"
    assert getattr(lead.client, wrong)(address.url(team)).status_code == 405


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR])
def test_foreign_institution_does_not_exist(team: Team, role: Role) -> None:
    other = TeamFactory.create()
    url = reverse("accounts:institution", args=[other.institution_id])
    assert persona(role, team=team).client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["person", "assign", "resend", "revoke", "institution"])
def test_unknown_thing_does_not_exist(lead: Persona, name: str) -> None:
    url = reverse(f"accounts:{name}", args=["00000000-0000-0000-0000-000000000000"])
    method = lead.client.post if name in {"assign", "resend", "revoke"} else lead.client.get
    assert method(url).status_code == 404
