"""Which addresses ask for a second factor, role by role, over all addresses of `url_matrix.txt`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import User
from accounts.second_factor import is_open
from tests.architecture.test_url_matrix import matrix, parameters
from tests.architecture.world import ROLES, World, make_world

pytestmark = pytest.mark.django_db
WAY = "/account/second-factor/?next="
# Signing in is enough to write; every other address asks everybody who may come there.
WRITING = {
    "accounts:start",
    "accounts:absences",
    "accounts:absence-end",
    "accounts:institutions",
    "accounts:institution",
    "accounts:institution-new",
    "accounts:institution-edit",
    "accounts:public-name",
    "accounts:team-channels",
    "accounts:team-new",
    "accounts:team-edit",
    "accounts:contact-new",
    "accounts:contact-edit",
    "incidents:conversations",
    "accounts:search",
    "incidents:conversation-new",
    "incidents:conversation-add",
    "incidents:intake",
    "contactpoints:posters",
    "contactpoints:poster",
    "followups:agenda",
    "followups:agenda-feed",
    "followups:revoke-links",
    "followups:delegate",
    "followups:snooze",
    "followups:take-back",
    "contactpoints:overview",
    "contactpoints:roster",
    "contactpoints:cards",
    "contactpoints:card-revoke",
    "contactpoints:set-term",
    "contactpoints:end",
    "contactpoints:term",
}
ASK_NOBODY = {
    "accounts:account",
    "accounts:language",
    "accounts:second-factor",
    "accounts:confirm-address",
    "accounts:sessions",
    "accounts:session-end",
    "accounts:session-end-others",
    "accounts:invitation",
    "accounts:invitation-with-provider",
    "accounts:lock",
    "accounts:still-active",
    "contactpoints:qr-code",
    "followups:answer",
    "followups:feed",
    "trainings:feed",
    "trainings:certificate-check",
    "trainings:feedback-form",
    "trainings:feedback-results",
    "exit",
    "leave",
    "healthz",
    "readyz",
    "metrics",
}
ASK_NOBODY_BELOW = (
    "public:",
    "directory:",
    "joining:",
    "account_",
    "mfa_",
    "socialaccount_",
    "openid_connect_",
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def asking(world: World, user: User) -> Iterator[tuple[str, bool]]:
    """Yield every address once, and whether it asked who signed in by password alone."""
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.force_login(user)
    cookies = client.cookies.output(header="")
    for line in {line.name: line for line in matrix()}.values():
        arguments = world.kwargs(parameters()[line.name], line.variant)
        before = transaction.savepoint()
        client.cookies.load(cookies)
        answer = client.generic(line.method, reverse(line.name, kwargs=arguments))
        transaction.savepoint_rollback(before)
        yield line.name, answer.headers.get("Location", "").startswith(WAY)


@pytest.mark.thorough
@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
def test_address_asks_for_a_second_factor(world: World, role: str) -> None:
    everywhere = role in {"lead", "admin"}
    answers = set(asking(world, world.people[role].user))
    expected = {
        (name, not asks_nobody(name) and (everywhere or not is_writing(name)))
        for name, _asked in answers
    }
    assert answers == expected


def is_writing(name: str) -> bool:
    return name in WRITING or name.startswith("trainings:")


def asks_nobody(name: str) -> bool:
    return name in ASK_NOBODY or name.startswith(ASK_NOBODY_BELOW)


def test_what_asks_nobody_is_named_one_by_one() -> None:
    names = {line.name for line in matrix()}
    assert {name for name in names if is_open(name)} == {
        name for name in names if asks_nobody(name)
    }


def test_way_leads_back_to_where_somebody_wanted(world: World) -> None:
    client = Client()
    client.force_login(world.people["couns"].user)
    answer = client.get("/cases/?state=new&page=2")
    assert answer.headers["Location"] == f"{WAY}/cases/%3Fstate%3Dnew%26page%3D2"
    assert resolve("/account/second-factor/").view_name == "accounts:second-factor"
