"""Signing in with the city's account, against a real provider on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import Invitation, Session, User
from accounts.services import deactivate, link_account
from ateams.audit.models import Entry
from ateams.identity_providers import read_identity_providers
from ateams.outbox.models import Mail
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.identity_provider import IdentityProvider
from tests.personas import Persona
from tests.second_factor import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

LOGIN = "/accounts/oidc/city/login/"
LINK = "/accounts/oidc/city/link/"
UNLINK = "/accounts/oidc/city/unlink/"
ACCEPT = "/invitation/secret/with/city/"
EMAIL = "ayse@schule.example"


@pytest.fixture(autouse=True)
def _no_attempts_so_far() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def city(settings: Settings) -> Iterator[IdentityProvider]:
    with IdentityProvider() as provider:
        settings.IDENTITY_PROVIDERS = [provider.settings()]
        yield provider


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create(email=EMAIL, role=Role.COUNSELLOR)


@pytest.fixture
def linked(user: User) -> User:
    link_account(person=user, provider="city", subject="4711")
    return user


def to_provider(client: Client, page: str, **form: str) -> str:
    """Press a button; return the provider's page that it leads to."""
    answer = client.post(page, form)
    found = re.search(r'url=([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return unescape(found[1])


def back(provider_page: str) -> str:
    """Sign in at the provider; return the address here that it sends the browser to."""
    answer = requests.get(provider_page, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://testserver")


def through_the_provider(client: Client, page: str = LOGIN, **form: str) -> Response:
    return client.get(back(to_provider(client, page, **form)))


def account_of(client: Client) -> User | None:
    answer = client.get("/account/")
    return answer.context["user"] if answer.status_code == 200 else None


def heading(answer: Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode())
    return unescape(found[1]) if found else ""


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


# --- invitations -----------------------------------------------------------------------------


def test_invitation_is_taken_up_without_a_password(city: IdentityProvider, db: None) -> None:
    InvitationFactory.create(token="secret", email=EMAIL)
    client = Client()
    assert (
        'action="/invitation/secret/with/city/"'
        in client.get("/invitation/secret/").content.decode()
    )
    assert through_the_provider(client, ACCEPT).headers["Location"] == "/"
    user = User.objects.get()
    assert account_of(client) == user
    assert (user.email, user.name, user.has_usable_password()) == (EMAIL, "Ayşe Yildiz", False)
    assert Invitation.objects.get().account == user
    assert [entry.action for entry in Entry.objects.order_by("pk")] == [
        "invitation_accepted",
        "account_linked",
    ]
    again = Client()
    through_the_provider(again)
    assert account_of(again) == user


@pytest.mark.parametrize(
    ("email", "verified"),
    [("someone@else.example", True), (EMAIL, False), (EMAIL, None), (EMAIL, "true"), ("", True)],
)
def test_invitation_is_not_for_another_address(
    city: IdentityProvider, db: None, email: str, verified: object
) -> None:
    InvitationFactory.create(token="secret", email=EMAIL)
    city.person.email, city.person.email_verified = email, verified
    client = Client()
    answer = through_the_provider(client, ACCEPT)
    assert heading(answer) == "Das ist eine andere E-Mail als die eingeladene"
    assert not User.objects.exists()
    assert client.get("/invitation/secret/").status_code == 200


def test_invitation_that_was_withdrawn_meanwhile_is_closed(
    city: IdentityProvider, db: None
) -> None:
    invitation = InvitationFactory.create(token="secret", email=EMAIL)
    client = Client()
    answer = back(to_provider(client, ACCEPT))
    invitation.revoked_at = invitation.created_at
    invitation.save()
    assert client.get(answer).status_code == 410
    assert not User.objects.exists()


def test_invitation_is_not_taken_up_by_an_account_that_is_linked_already(
    city: IdentityProvider, db: None
) -> None:
    other = UserFactory.create()
    link_account(person=other, provider="city", subject="4711")
    InvitationFactory.create(token="secret", email=EMAIL)
    answer = through_the_provider(Client(), ACCEPT)
    assert heading(answer) == "Dieser Zugang gehört schon zu einem anderen Konto"
    assert [user.pk for user in User.objects.all()] == [other.pk]


def test_way_to_the_provider_keeps_no_token_of_an_invitation(
    city: IdentityProvider, db: None
) -> None:
    InvitationFactory.create(token="a-long-and-secret-token", email=EMAIL)
    to_provider(Client(), "/invitation/a-long-and-secret-token/with/city/")
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert "a-long-and-secret-token" not in kept


# --- linking ---------------------------------------------------------------------------------


def test_own_account_is_linked(city: IdentityProvider, counsellor: Persona) -> None:
    city.person.email = "anders@stadt.example"
    assert through_the_provider(counsellor.client, LINK).headers["Location"] == "/account/"
    client = Client()
    through_the_provider(client)
    assert account_of(client) == counsellor.user
    assert [entry.action for entry in Entry.objects.all()] == ["account_linked"]
    assert Mail.objects.get().kind == "account_sign_in_linked"


def test_linking_asks_for_confirmation_first(city: IdentityProvider, user: User) -> None:
    client = sign_in(user)
    answer = client.post(LINK, headers={"referer": "http://testserver/account/"})
    assert answer.headers["Location"] == "/accounts/reauthenticate/?next=/account/"


def test_account_that_is_linked_elsewhere_is_not_moved(
    city: IdentityProvider, linked: User, counsellor: Persona
) -> None:
    answer = through_the_provider(counsellor.client, LINK)
    assert heading(answer) == "Dieser Zugang gehört schon zu einem anderen Konto"
    assert SocialAccount.objects.get().user == linked


def test_link_is_taken_away(city: IdentityProvider, counsellor: Persona) -> None:
    link_account(person=counsellor.user, provider="city", subject="4711")
    counsellor.client.post(UNLINK)
    assert not SocialAccount.objects.exists()
    assert Entry.objects.order_by("-pk")[0].action == "account_unlinked"
    assert Mail.objects.filter(kind="account_sign_in_unlinked").count() == 1


def test_last_way_to_sign_in_is_kept(city: IdentityProvider, counsellor: Persona) -> None:
    link_account(person=counsellor.user, provider="city", subject="4711")
    User.objects.filter(pk=counsellor.user.pk).update(password="!")
    client = Client()
    through_the_provider(client)
    client.post(reverse("openid_connect_unlink", args=["city"]))
    assert SocialAccount.objects.exists()


# --- settings --------------------------------------------------------------------------------

ENTRY = {"id": "city", "name": "Stadt", "client_id": "a", "client_secret": "b"}
ENTRY |= {"issuer": "https://id.example/"}


def test_providers_are_read_from_a_list() -> None:
    [found] = read_identity_providers([ENTRY])
    assert (found["issuer"], found["second_factor"]) == ("https://id.example", [])
    assert read_identity_providers([]) == []


@pytest.mark.parametrize(
    "entries",
    ["x", [1], [{}], [ENTRY, ENTRY], [ENTRY | {"issuer": ""}], [ENTRY | {"name": 1}],
     [ENTRY | {"second_factor": "mfa"}], [ENTRY | {"secnd_factor": []}]],
)  # fmt: skip
def test_incomplete_providers_are_refused(entries: object) -> None:
    with pytest.raises(ImproperlyConfigured):
        read_identity_providers(entries)
