"""Steps that somebody at a phone left lying must not be able to take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import Invitation, Session
from tests.factories.accounts import UserFactory
from tests.factories.incidents import give_key
from tests.second_factor import CODE, App, set_up_app, sign_in

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NEW = "neu@x.example"
SOMEBODY = "/people/{person}/"
# Where each step stands, and its form.
STEPS = [
    (SOMEBODY, f"{SOMEBODY}role/", {"role": "admin"}),
    (SOMEBODY, f"{SOMEBODY}deactivate/", {}),
    (SOMEBODY, f"{SOMEBODY}reactivate/", {}),
    (SOMEBODY, f"{SOMEBODY}reset-second-factor/", {}),
    ("/people/keys/", "/people/keys/", {"keys": "x"}),
    ("/vault/", "/vault/new/", {}),
    ("/vault/next/", "/vault/next/drop/", {}),
    ("/cases/pile/", "/cases/pile/erase/", {}),
    ("/accounts/email/", "/accounts/email/", {"action_add": "", "email": NEW}),
    ("/accounts/password/change/", "/accounts/password/change/", {"password1": "sehr-geheim"}),
    ("/accounts/second-factor/app/remove/", "/accounts/second-factor/app/remove/", {}),
    ("/accounts/second-factor/codes/new/", "/accounts/second-factor/codes/new/", {}),
]


@pytest.fixture(autouse=True)
def _no_attempts_so_far() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@dataclass
class Lead:
    """A lead who has just set up an app, and the clock."""

    client: Client
    app: App
    clock: time_machine.Traveller


@pytest.fixture
def lead(db: None) -> Iterator[Lead]:
    with time_machine.travel(NOW, tick=False) as clock:
        user = UserFactory.create(role=Role.LEAD)
        give_key(user)
        client = sign_in(user)
        yield Lead(client, set_up_app(client), clock)


@pytest.mark.parametrize(("page", "step", "form"), STEPS)
def test_step_asks_again_after_five_minutes_and_keeps_nothing(
    lead: Lead, page: str, step: str, form: dict[str, str]
) -> None:
    client, clock = lead.client, lead.clock
    person = UserFactory.create().pk
    page, step = page.format(person=person), step.format(person=person)
    client.cookies["vault"] = "half-of-the-key"
    clock.shift(timedelta(minutes=4, seconds=50))
    early = client.post(step, form, headers={"referer": f"http://testserver{page}"})
    assert not early.headers.get("Location", "").startswith(CODE)
    clock.shift(timedelta(seconds=11))
    if "second-factor/app" in step:  # gone already
        return
    late = client.post(step, form, headers={"referer": f"http://testserver{page}"})
    assert late.headers["Location"] == f"{CODE}?next={page}"
    kept = str([session.get_decoded() for session in Session.objects.all()])
    for telling in ("127.0.0.1", "half-of-the-key", "sehr-geheim", NEW):
        assert telling not in kept


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
@pytest.mark.parametrize(
    ("page", "whom"),
    [("/people/invite/", {"email": NEW}), ("/people/invite/many/", {"people": NEW})],
)
def test_inviting_whoever_can_do_most_asks_again(
    lead: Lead, role: Role, page: str, whom: dict[str, str]
) -> None:
    headers = {"referer": f"http://testserver{page}"}
    form = {**whom, "role": role.value, "language": "de"}
    lead.clock.shift(timedelta(minutes=6))
    asked = lead.client.post(page, form, headers=headers)
    assert asked.headers["Location"] == f"{CODE}?next={page}"
    assert not Invitation.objects.exists()
    lead.client.post(CODE, {"code": lead.app.code(), "next": page})
    lead.client.post(page, form, headers=headers)
    assert Invitation.objects.get().email == NEW


def test_inviting_others_asks_for_nothing(lead: Lead) -> None:
    lead.clock.shift(timedelta(minutes=6))
    form = {"email": NEW, "role": Role.COUNSELLOR.value, "language": "de"}
    lead.client.post("/people/invite/", form)
    assert Invitation.objects.get().email == NEW


def test_page_to_come_back_to_is_one_of_ours(lead: Lead) -> None:
    client, clock = lead.client, lead.clock
    clock.shift(timedelta(minutes=6))
    step = f"/people/{UserFactory.create().pk}/deactivate/"
    answer = client.post(step, headers={"referer": "https://evil.example/people/"})
    assert answer.headers["Location"] == f"{CODE}?next=/"


def test_step_is_taken_after_confirming(lead: Lead) -> None:
    client, clock = lead.client, lead.clock
    person = UserFactory.create()
    clock.shift(timedelta(minutes=6))
    page = f"/people/{person.pk}/"
    headers = {"referer": f"http://testserver{page}"}
    asked = client.post(f"{page}deactivate/", headers=headers, follow=True)
    assert "Noch ist nichts geändert." in asked.content.decode()
    person.refresh_from_db()
    assert person.is_active
    assert client.post(CODE, {"code": lead.app.code(), "next": page}).headers["Location"] == page
    client.post(f"{page}deactivate/", headers=headers)
    person.refresh_from_db()
    assert not person.is_active


def test_password_confirms_where_there_is_no_second_factor(db: None) -> None:
    client = sign_in(UserFactory.create())
    answer = client.get("/accounts/password/change/")
    assert answer.headers["Location"] == (
        "/accounts/reauthenticate/?next=/accounts/password/change/"
    )
