"""Signing in with the city's account, against a real provider on this machine."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import Session, User
from accounts.services import deactivate, link_account
from ateams.identity_providers import read_identity_providers
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.identity_provider import (
    LOGIN,
    IdentityProvider,
    account_of,
    back,
    heading,
    through_the_provider,
    to_provider,
)
from tests.personas import Persona

if TYPE_CHECKING:
    pass

ACCEPT = "/invitation/secret/with/city/"
EMAIL = "ayse@schule.example"


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create(email=EMAIL, role=Role.COUNSELLOR)


@pytest.fixture
def linked(user: User) -> User:
    link_account(person=user, provider="city", subject="4711")
    return user


# --- signing in ------------------------------------------------------------------------------


def test_linked_account_signs_in(city: IdentityProvider, linked: User) -> None:
    client = Client()
    answer = through_the_provider(client, next="/trainings/")
    assert answer.headers["Location"] == "/trainings/"
    assert account_of(client) == linked


def test_sign_in_page_offers_the_provider(city: IdentityProvider, db: None) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert "Mit Stadt Beispiel anmelden" in page
    assert f'action="{LOGIN}"' in page


def test_unknown_person_gets_no_account(city: IdentityProvider, db: None) -> None:
    client = Client()
    answer = through_the_provider(client)
    assert (answer.status_code, heading(answer)) == (
        403,
        "Zu diesem Zugang gibt es hier kein Konto",
    )
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()
    assert account_of(client) is None


def test_same_address_does_not_open_an_account(city: IdentityProvider, user: User) -> None:
    client = Client()
    assert through_the_provider(client).status_code == 403
    assert account_of(client) is None
    assert not SocialAccount.objects.exists()


def test_deactivated_account_does_not_sign_in(
    city: IdentityProvider, linked: User, lead: Persona
) -> None:
    deactivate(person=linked, by=lead.user)
    client = Client()
    assert through_the_provider(client).headers["Location"] == "/accounts/inactive/"
    assert account_of(client) is None


def test_session_ends_with_the_browser(city: IdentityProvider, linked: User) -> None:
    client = Client()
    through_the_provider(client)
    assert client.cookies["sessionid"]["max-age"] == ""


def test_only_the_subject_is_kept(city: IdentityProvider, linked: User) -> None:
    through_the_provider(Client())
    assert SocialAccount.objects.get().extra_data == {"sub": "4711"}
    assert not SocialToken.objects.exists()
    rows = [str(row) for model in apps.get_models() for row in model._default_manager.values()]
    rows += [str(session.get_decoded()) for session in Session.objects.all()]
    stored = "\n".join(rows)
    for telling in ("Geheimstraße", "Yildiz", "id_token", "access_token"):
        assert telling not in stored


@pytest.mark.parametrize(
    ("accepted", "claims", "reads"),
    [
        ([], {"amr": ["pwd", "mfa"]}, False),
        (["mfa"], {"amr": ["pwd"]}, False),
        (["mfa"], {}, False),
        (["mfa"], {"amr": "mfa"}, False),
        (["mfa"], {"amr": ["pwd", "mfa"]}, True),
        (["urn:city:high"], {"acr": "urn:city:high"}, True),
    ],
)
def test_second_factor_of_the_provider_counts_where_configured(
    settings: Settings,
    city: IdentityProvider,
    linked: User,
    accepted: list[str],
    claims: dict[str, object],
    reads: bool,
) -> None:
    settings.IDENTITY_PROVIDERS = [city.settings(second_factor=accepted)]
    city.person.claims = claims
    client = Client()
    through_the_provider(client)
    assert (client.get("/cases/").status_code == 200) == reads


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"nonce": "of-another-sign-in"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 500},
        {"iat": None},
    ],
    ids=str,
)
def test_token_that_is_not_for_us_is_refused(
    city: IdentityProvider, linked: User, claims: dict[str, object]
) -> None:
    city.person.claims = claims
    client = Client()
    answer = through_the_provider(client)
    assert (answer.status_code, heading(answer)) == (403, "Das hat nicht geklappt")
    assert account_of(client) is None


@pytest.mark.parametrize("how", ["sign_with_another_key", "sign_with_the_shared_secret"])
def test_token_with_another_signature_is_refused(
    city: IdentityProvider, linked: User, how: str
) -> None:
    getattr(city, how)()
    client = Client()
    assert heading(through_the_provider(client)) == "Das hat nicht geklappt"
    assert account_of(client) is None


def test_unsigned_token_is_refused(city: IdentityProvider, linked: User) -> None:
    city.signs_with, city.algorithm = None, "none"
    client = Client()
    assert heading(through_the_provider(client)) == "Das hat nicht geklappt"
    assert account_of(client) is None


def test_provider_that_names_another_issuer_is_refused(
    city: IdentityProvider, linked: User
) -> None:
    city.wrong = {"issuer": "https://elsewhere.example"}
    assert heading(Client().post(LOGIN)) == "Das hat nicht geklappt"


def test_answer_works_once(city: IdentityProvider, linked: User) -> None:
    client = Client()
    answer = back(to_provider(client, LOGIN))
    assert client.get(answer).status_code == 302
    client.post("/accounts/logout/")
    assert heading(client.get(answer)) == "Das hat nicht geklappt"
    assert account_of(client) is None


def test_answer_works_in_no_other_browser(city: IdentityProvider, linked: User) -> None:
    answer = back(to_provider(Client(), LOGIN))
    other = Client()
    assert heading(other.get(answer)) == "Das hat nicht geklappt"
    assert account_of(other) is None


def test_state_that_was_made_up_is_refused(city: IdentityProvider, linked: User) -> None:
    client = Client()
    answer = back(to_provider(client, LOGIN))
    assert client.get(re.sub("state=[^&]+", "state=x", answer)).status_code == 403
    assert client.get("/accounts/oidc/city/login/callback/").status_code == 403
    assert account_of(client) is None


def test_sign_in_that_was_broken_off_says_so(city: IdentityProvider, linked: User) -> None:
    city.denies = True
    assert heading(through_the_provider(Client())) == "Anmeldung abgebrochen"


def test_provider_that_is_not_there_says_so(city: IdentityProvider, settings: Settings) -> None:
    settings.IDENTITY_PROVIDERS = [city.settings(issuer="http://127.0.0.1:9")]
    assert heading(Client().post(LOGIN)) == "Das hat nicht geklappt"


@pytest.mark.parametrize("page", [LOGIN, ACCEPT])
def test_unknown_provider_does_not_exist(db: None, page: str) -> None:
    InvitationFactory.create(token="secret")
    assert Client().post(page).status_code == 404
    assert Client().get("/accounts/oidc/city/login/callback/").status_code == 404


def test_sign_in_starts_by_a_button_alone(city: IdentityProvider, db: None) -> None:
    assert Client().get(LOGIN).status_code == 405


# --- settings --------------------------------------------------------------------------------

ENTRY = {"id": "city", "name": "Stadt", "client_id": "a", "client_secret": "b"}
ENTRY |= {"issuer": "https://id.example/"}


def test_providers_are_read_from_a_list() -> None:
    [found] = read_identity_providers(json.dumps([ENTRY]))
    assert (found["issuer"], found["second_factor"]) == ("https://id.example", [])
    assert read_identity_providers("") == read_identity_providers("[]") == []


@pytest.mark.parametrize(
    "entries",
    ["x", [1], [{}], [ENTRY, ENTRY], [ENTRY | {"issuer": ""}], [ENTRY | {"name": 1}],
     [ENTRY | {"second_factor": "mfa"}], [ENTRY | {"secnd_factor": []}]],
)  # fmt: skip
def test_incomplete_providers_are_refused(entries: object) -> None:
    with pytest.raises(ImproperlyConfigured):
        read_identity_providers(json.dumps(entries))


def test_providers_that_are_no_json_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="no JSON"):
        read_identity_providers("city")
