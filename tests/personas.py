"""One signed-in person per role, for tests that look at pages as somebody.

    def test_something(member: Persona) -> None:
        answer = member.client.get("/trainings/")

The member and the coordinator belong to the same team, that of the fixture `team`. For more people
or another team call `persona(Role.MEMBER, team=other)`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import Page

from accounts.enums import Role
from accounts.models import Institution, Team, User
from tests.factories.accounts import PASSWORD, MembershipFactory, TeamFactory, UserFactory


@dataclass
class Persona:
    """Somebody with an account, and a client that has signed in as them."""

    user: User
    client: Client
    team: Team | None = None
    password: str = PASSWORD

    @property
    def institution(self) -> Institution:
        """The institution of the person's team."""
        assert self.team is not None
        return self.team.institution


def persona(role: Role, *, team: Team | None = None, name: str = "") -> Persona:
    """Create an account with the role and sign it in; a team role without `team` gets a new one."""
    user = UserFactory.create(role=role, name=name or f"{role.label} Eins")
    if user.works_in_team:
        team = team or TeamFactory.create()
        MembershipFactory.create(user=user, team=team)
    client = Client()
    client.force_login(user)
    return Persona(user=user, client=client, team=team if user.works_in_team else None)


def show_as(page: Page, person: Persona) -> Page:
    """Hand the person's cookies to a browser page: it is signed in, and unlocked if they are."""
    page.context.add_cookies(
        [
            {"name": name, "value": cookie.value, "domain": "localhost", "path": "/"}
            for name, cookie in person.client.cookies.items()
        ]
    )
    return page


@pytest.fixture
def team(db: None) -> Team:
    """Return the team that the member and the coordinator belong to."""
    return TeamFactory.create()


@pytest.fixture
def member(team: Team) -> Persona:
    return persona(Role.MEMBER, team=team)


@pytest.fixture
def coordinator(team: Team) -> Persona:
    return persona(Role.COORDINATOR, team=team)


@pytest.fixture
def counsellor(db: None) -> Persona:
    return persona(Role.COUNSELLOR)


@pytest.fixture
def lead(db: None) -> Persona:
    return persona(Role.LEAD)


@pytest.fixture
def admin(db: None) -> Persona:
    return persona(Role.ADMIN)
