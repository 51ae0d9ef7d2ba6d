"""The page behind the link of an invitation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import TEAM_ROLES, Role
from accounts.models import Team, User
from tests.factories.accounts import InvitationFactory
from tests.personas import Persona

ANSWER = {"name": "Ayşe", "password": "sieben Zwerge im Wald"}


def test_invited_person_is_signed_in_at_once(team: Team) -> None:
    InvitationFactory.create(token="secret", role=Role.MEMBER, team=team)
    client = Client()
    assert client.post("/invitation/secret/", ANSWER).headers["Location"] == "/"
    assert "Hallo Ayşe" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("role", "age"),
    [
        (Role.MEMBER, 30 * 24 * 3600),
        (Role.COORDINATOR, 30 * 24 * 3600),
        (Role.COUNSELLOR, ""),
        (Role.LEAD, ""),
        (Role.ADMIN, ""),
    ],
)
def test_session_of_the_office_ends_with_the_browser(
    team: Team, role: Role, age: int | str
) -> None:
    in_team = {"team": team} if role in TEAM_ROLES else {}
    InvitationFactory.create(token="secret", role=role, **in_team)
    client = Client()
    client.post("/invitation/secret/", ANSWER)
    assert client.cookies["sessionid"]["max-age"] == age


def test_page_says_for_whom_and_what_for(team: Team) -> None:
    InvitationFactory.create(token="secret", role=Role.MEMBER, team=team, name="Ayşe Y.")
    page = Client().get("/invitation/secret/").content.decode()
    assert "A-Team-Mitglied" in page
    assert team.institution.name in page
    assert 'value="Ayşe Y."' in page


def test_looking_at_the_page_uses_nothing_up(db: None) -> None:
    InvitationFactory.create(token="secret")
    client = Client()
    for _scanner in range(3):
        assert client.get("/invitation/secret/").status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "kurz"}, "password"),
        ({"password": "1234567890"}, "password"),
        ({"password": "eingeladen"}, "password"),
        ({"password": ""}, "password"),
        ({"password": "sieben Zwerge\0im Wald"}, "password"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_bad_answer_is_told_beside_its_field(db: None, change: dict[str, str], field: str) -> None:
    InvitationFactory.create(token="secret", email="eingeladen@x.example")
    answer = Client().post("/invitation/secret/", ANSWER | change)
    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "closed",
    [
        {"revoked_at": timezone.now()},
        {"accepted_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_closed_invitation_says_so(db: None, closed: dict[str, object], method: str) -> None:
    InvitationFactory.create(token="secret", **closed)
    answer = getattr(Client(), method)("/invitation/secret/", ANSWER)
    assert answer.status_code == 410
    assert "Diese Einladung gilt nicht mehr" in answer.content.decode()


def test_other_methods_are_refused(db: None) -> None:
    assert Client().put("/invitation/secret/").status_code == 405


def test_account_that_was_signed_in_on_the_device_is_signed_out(admin: Persona) -> None:
    InvitationFactory.create(token="secret", role=Role.COUNSELLOR)
    admin.client.post("/invitation/secret/", ANSWER)
    assert admin.client.get("/institutions/new/").status_code == 404
