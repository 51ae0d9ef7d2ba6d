"""Taking up an invitation with the city's account, and linking it to an own account."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Invitation, Session, User
from accounts.services import link_account
from ateams.audit.models import Entry
from ateams.outbox.models import Mail
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.identity_provider import (
    IdentityProvider,
    account_of,
    back,
    heading,
    through_the_provider,
    to_provider,
)
from tests.personas import Persona
from tests.second_factor import sign_in

LINK = "/accounts/oidc/city/link/"
UNLINK = "/accounts/oidc/city/unlink/"
ACCEPT = "/invitation/secret/with/city/"
EMAIL = "ayse@schule.example"


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create(email=EMAIL, role=Role.COUNSELLOR)


@pytest.fixture
def linked(user: User) -> User:
    link_account(person=user, provider="city", subject="4711")
    return user


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
        "account.made",
        "account.linked",
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
    assert [entry.action for entry in Entry.objects.all()] == ["account.linked"]
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
    assert Entry.objects.order_by("-pk")[0].action == "account.unlinked"
    assert Mail.objects.filter(kind="account_sign_in_unlinked").count() == 1


def test_taking_the_link_away_ends_every_other_session(
    city: IdentityProvider, counsellor: Persona, user: User
) -> None:
    link_account(person=counsellor.user, provider="city", subject="4711")
    elsewhere, somebody = Client(), sign_in(user)
    through_the_provider(elsewhere)
    assert account_of(elsewhere) == counsellor.user
    counsellor.client.post(UNLINK)
    assert account_of(elsewhere) is None
    assert account_of(counsellor.client) == counsellor.user
    assert account_of(somebody) == user
    assert [entry.action for entry in Entry.objects.order_by("-pk")[:2]] == [
        "account.unlinked",
        "account.sessions_ended",
    ]


def test_unlinking_what_is_not_linked_ends_nothing(
    city: IdentityProvider, counsellor: Persona
) -> None:
    elsewhere = Client()
    elsewhere.force_login(counsellor.user)
    counsellor.client.post(UNLINK)
    assert account_of(elsewhere) == counsellor.user


def test_last_way_to_sign_in_is_kept(city: IdentityProvider, counsellor: Persona) -> None:
    link_account(person=counsellor.user, provider="city", subject="4711")
    User.objects.filter(pk=counsellor.user.pk).update(password="!")
    client = Client()
    through_the_provider(client)
    client.post(reverse("openid_connect_unlink", args=["city"]))
    assert SocialAccount.objects.exists()
