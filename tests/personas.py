"""One signed-in person per role, for tests that look at pages as somebody.

    def test_something(member: Persona) -> None:
        answer = member.client.get("/trainings/")

The member and the coordinator belong to the same team, that of the fixture `team`. For more people
or another team call `persona(Role.MEMBER, team=other)`.

Nobody has a key at first. `give_key(lead)` makes one and activates it, `unlock(lead)` unlocks it in
the person's client, `unlocked_key(lead)` returns it for calling services.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    user_logged_in,
)
from django.http import HttpRequest
from django.test import Client
from playwright.sync_api import Page

from accounts.enums import Role
from accounts.models import Institution, Team, User
from accounts.sessions import SessionStore
from tests.factories.accounts import PASSWORD, MembershipFactory, TeamFactory, UserFactory
from tests.factories.incidents import PASSPHRASE
from tests.factories.incidents import give_key as give_key_to
from vault.attempts import unwrap_with_pause
from vault.models import KeyPair
from vault.unlocked import UnlockedKey

# Whatever day a test travels to.
AT_ANY_TIME = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


@dataclass
class Persona:
    """Somebody with an account, and a client that has signed in as them."""

    user: User
    client: Client
    team: Team | None = None
    password: str = PASSWORD
    passphrase: str = PASSPHRASE

    @property
    def institution(self) -> Institution:
        """The institution of the person's team."""
        assert self.team is not None
        return self.team.institution


def persona(role: Role, *, team: Team | None = None, name: str = "") -> Persona:
    """Create an account with the role and sign it in, second factor shown.

    A team role without `team` gets a new one.
    """
    user = UserFactory.create(role=role, name=name or f"{role.label} Eins")
    if user.works_in_team:
        team = team or TeamFactory.create()
        MembershipFactory.create(user=user, team=team)
    client = Client()
    sign_in(client, user)
    return Persona(user=user, client=client, team=team if user.works_in_team else None)


def sign_in(client: Client, user: User) -> None:
    """Sign the account in, second factor shown, as `force_login` would, but write one session once.

    Almost every test does this several times.
    """
    request = HttpRequest()
    request.session = SessionStore()
    request.session[SESSION_KEY] = str(user.pk)
    request.session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    user_logged_in.send(type(user), request=request, user=user)
    _record_second_factor(request, user)
    request.session.save(must_create=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)


def show_second_factor(client: Client, user: User) -> None:
    """Let the client's session count as one in which the person has shown a second factor."""
    request = HttpRequest()
    request.session = client.session
    _record_second_factor(request, user)
    request.session.save()


def give_key(*people: Persona) -> None:
    """Make a key pair for each, with `PASSPHRASE`, and activate it for role and team."""
    for person in people:
        give_key_to(person.user)
        person.user.refresh_from_db()


def unlock(person: Persona) -> None:
    """Unlock the person's key in their client, as they would on the page."""
    answer = person.client.post("/vault/unlock/", {"passphrase": person.passphrase})
    assert answer.status_code == 302, "The key did not unlock: was it activated?"


def unlocked_key(person: Persona) -> UnlockedKey:
    """Return the person's key, for calling services directly."""
    assert person.user.key_pair
    return _unwrap(person.user.key_pair)


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


def _record_second_factor(request: HttpRequest, user: User) -> None:
    record_authentication(request, user, "mfa", type="totp")
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = AT_ANY_TIME


def _unwrap(pair: KeyPair) -> UnlockedKey:
    secret, _epoch = unwrap_with_pause(key_pair=pair, passphrase=PASSPHRASE)
    return UnlockedKey(pair.pk, secret)
