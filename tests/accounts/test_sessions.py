"""The list of the own sessions, and ending them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Session, User
from ateams.audit.models import Entry
from tests.factories.accounts import UserFactory
from tests.second_factor import sign_in

PAGE = "/account/sessions/"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def phone(user: User) -> Client:
    with time_machine.travel(MORNING, tick=False):
        return sign_in(user)


@pytest.fixture
def desk(user: User) -> Client:
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        return sign_in(user)


@pytest.fixture(autouse=True)
def _later(user: User, phone: Client, desk: Client) -> object:
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        yield


def listed(client: Client) -> list[tuple[datetime, bool]]:
    found = client.get(PAGE).context["sessions"]
    return [(session.started_at, session.is_current) for session in found]


def handle_of_other(client: Client) -> str:
    [other] = [found for found in client.get(PAGE).context["sessions"] if not found.is_current]
    return str(other.handle)


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_own_sessions_are_listed_by_their_start(phone: Client) -> None:
    sign_in(UserFactory.create())
    assert listed(phone) == [(MORNING + timedelta(hours=1), False), (MORNING, True)]


def test_list_tells_no_key_no_address_and_no_browser(phone: Client, desk: Client) -> None:
    page = phone.get(PAGE, headers={"user-agent": "Firefox auf dem Schulrechner"}).content.decode()
    assert str(phone.session.session_key) not in page
    assert str(desk.session.session_key) not in page
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert "127.0.0.1" not in page + kept
    assert "Schulrechner" not in page + kept


def test_one_session_is_ended(user: User, phone: Client, desk: Client) -> None:
    answer = phone.post(f"{PAGE}end/", {"session": handle_of_other(phone)})
    assert answer.headers["Location"] == PAGE
    assert is_signed_in(phone)
    assert not is_signed_in(desk)
    act = Entry.objects.get()
    assert (act.action, act.subject_id, act.actor) == (
        "account.session_ended",
        str(user.pk),
        user.pk,
    )


def test_all_others_are_ended(phone: Client, desk: Client) -> None:
    page = phone.post(f"{PAGE}end-others/", follow=True)
    assert "1 andere Anmeldung ist beendet." in page.content.decode()
    assert is_signed_in(phone)
    assert not is_signed_in(desk)
    assert [entry.action for entry in Entry.objects.all()] == ["account.sessions_ended"]


def test_session_of_somebody_else_is_not_ended(phone: Client, desk: Client) -> None:
    stranger = sign_in(UserFactory.create())
    stranger.post(f"{PAGE}end/", {"session": handle_of_other(phone)})
    stranger.post(f"{PAGE}end/", {"session": desk.session.session_key})
    stranger.post(f"{PAGE}end-others/")
    assert is_signed_in(phone)
    assert is_signed_in(desk)
    assert not Entry.objects.exists()


def test_sessions_that_are_over_are_not_listed(user: User, phone: Client, desk: Client) -> None:
    Session.objects.filter(pk=desk.session.session_key).update(expire_date=timezone.now())
    assert listed(phone) == [(MORNING, True)]


def test_sessions_before_another_password_are_not_listed(user: User, desk: Client) -> None:
    user.set_password("acht Raben überm Dach")
    user.save()
    fresh = sign_in(user, "acht Raben überm Dach")
    assert listed(fresh) == [(MORNING + timedelta(hours=2), True)]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("more", [0, 3])
def test_list_costs_the_same_however_long(
    user: User, phone: Client, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    for _session in range(more):
        sign_in(user)
    with django_assert_num_queries(4):
        phone.get(PAGE)


def test_session_of_an_account_has_a_start(user: User) -> None:
    with pytest.raises(IntegrityError, match="session_of_account_has_start"), transaction.atomic():
        Session.objects.create(session_key="k", expire_date=timezone.now(), account=user)
