"""One session's unlocked key: two halves, and every way in which it locks again."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import Traveller, travel

from accounts.models import Session
from tests.factories.vault import Holder, make_holder
from vault.services import deactivate, retire

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.vault.pages")]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def holder() -> Holder:
    return make_holder()


def unlock(client: Client, holder: Holder, *, idle_minutes: int = 10) -> None:
    answer = client.post(
        "/unlock/",
        {
            "key_pair": str(holder.key_pair.pk),
            "passphrase": holder.passphrase,
            "idle_minutes": idle_minutes,
        },
    )
    assert answer.content == b"unlocked"


def shown(client: Client, **headers: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/show/", headers=headers).json()
    return found


def is_unlocked(client: Client, **headers: str) -> bool:
    return shown(client, **headers)["key_pair"] is not None


def test_unlock_gives_the_key_in_this_and_later_requests(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    for _ in range(2):
        answer = shown(client)
        assert answer["key_pair"] == str(holder.key_pair.pk)
        assert answer["secret"] == holder.unlocked.secret_key.hex()


def test_unlock_refuses_a_wrong_passphrase(client: Client, holder: Holder) -> None:
    wrong = Holder(holder.key_pair, "wrong")
    answer = client.post(
        "/unlock/",
        {"key_pair": str(holder.key_pair.pk), "passphrase": wrong.passphrase, "idle_minutes": 10},
    )
    assert answer.status_code == 403
    assert "vault" not in answer.cookies
    assert not is_unlocked(client)


def test_cookie_stays_with_the_browser_session(
    client: Client, holder: Holder, settings: Settings
) -> None:
    settings.VAULT_COOKIE_SECURE = True
    unlock(client, holder)
    cookie = client.cookies["vault"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
    assert (cookie["max-age"], cookie["expires"], cookie["path"]) == ("", "", "/")
    assert len(b64decode(cookie.value)) == 32


def test_cookie_may_travel_without_tls_where_nothing_real_is_kept(
    client: Client, holder: Holder, settings: Settings
) -> None:
    settings.VAULT_COOKIE_SECURE = False
    unlock(client, holder)
    assert client.cookies["vault"]["secure"] == ""


def test_session_store_alone_opens_nothing(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    stored = repr([session.get_decoded() for session in Session.objects.all()])
    secret = holder.unlocked.secret_key
    for form in (secret.hex(), b64encode(secret).decode(), holder.passphrase):
        assert form not in stored
    assert client.cookies["vault"].value not in stored
    del client.cookies["vault"]
    assert not is_unlocked(client)


def test_cookie_alone_opens_nothing(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    assert holder.unlocked.secret_key not in b64decode(client.cookies["vault"].value)
    thief = Client()
    thief.cookies["vault"] = client.cookies["vault"].value
    assert not is_unlocked(thief)


@pytest.mark.parametrize("cookie", ["", "x", "%%%", "\u00e4", b64encode(bytes(32)).decode()])
def test_wrong_cookie_locks_without_failing(client: Client, holder: Holder, cookie: str) -> None:
    unlock(client, holder)
    client.cookies["vault"] = cookie
    assert not is_unlocked(client)


def test_half_of_another_version_counts_as_locked(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    session = client.session
    session["vault"] = {"sealed": "x", "something": "else"}
    session.save()
    assert not is_unlocked(client)


def test_halves_of_two_people_do_not_fit(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    other = Client()
    unlock(other, make_holder())
    client.cookies["vault"] = other.cookies["vault"].value
    assert not is_unlocked(client)


def test_half_moved_to_another_key_pair_opens_nothing(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    session = client.session
    session["vault"] = session["vault"] | {"key_pair_id": str(make_holder().key_pair.pk)}
    session.save()
    assert not is_unlocked(client)


def test_unlocking_anew_replaces_both_halves(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    earlier = client.cookies["vault"].value
    unlock(client, holder)
    assert is_unlocked(client)
    client.cookies["vault"] = earlier
    assert not is_unlocked(client)


def test_lock_forgets_both_halves(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    answer = client.post("/lock/")
    assert answer.cookies["vault"]["max-age"] == 0
    assert "vault" not in client.session
    assert not is_unlocked(client)


def test_signing_out_takes_the_cookie_back(client: Client, holder: Holder) -> None:
    unlock(client, holder)
    answer = client.post("/sign-out/")
    assert answer.cookies["vault"]["max-age"] == 0


@pytest.mark.parametrize("end", [deactivate, retire])
def test_raised_epoch_ends_every_session(client: Client, holder: Holder, end: Any) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        unlock(each, holder)
    end(key_pair=holder.key_pair)
    assert not is_unlocked(client)
    assert not is_unlocked(elsewhere)


def test_locking_one_session_leaves_the_others(client: Client, holder: Holder) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        unlock(each, holder)
    client.post("/lock/")
    assert is_unlocked(elsewhere)


def test_idle_time_locks(client: Client, holder: Holder, clock: Traveller) -> None:
    unlock(client, holder, idle_minutes=10)
    clock.shift(timedelta(minutes=10, seconds=-1))
    assert is_unlocked(client)
    clock.shift(timedelta(minutes=10))
    assert not is_unlocked(client)


def test_idle_time_is_over_to_the_second(client: Client, holder: Holder, clock: Traveller) -> None:
    unlock(client, holder, idle_minutes=10)
    clock.shift(timedelta(minutes=10))
    assert not is_unlocked(client)


def test_work_puts_off_the_idle_time(client: Client, holder: Holder, clock: Traveller) -> None:
    unlock(client, holder, idle_minutes=10)
    for _ in range(5):
        clock.shift(timedelta(minutes=9))
        client.get("/public/")
    assert is_unlocked(client)


def test_background_requests_do_not_put_off_the_idle_time(
    client: Client, holder: Holder, clock: Traveller
) -> None:
    unlock(client, holder, idle_minutes=10)
    clock.shift(timedelta(minutes=9))
    assert is_unlocked(client, X_Background="1")
    clock.shift(timedelta(minutes=1))
    assert not is_unlocked(client, X_Background="1")


def test_work_after_the_idle_time_unlocks_nothing(
    client: Client, holder: Holder, clock: Traveller
) -> None:
    unlock(client, holder, idle_minutes=10)
    clock.shift(timedelta(minutes=11))
    client.get("/public/")
    assert not is_unlocked(client)


def test_eight_hours_lock_whatever_is_done(
    client: Client, holder: Holder, clock: Traveller
) -> None:
    unlock(client, holder, idle_minutes=60)
    for _ in range(15):
        clock.shift(timedelta(minutes=30))
        client.get("/public/")
    clock.shift(timedelta(minutes=29, seconds=59))
    assert is_unlocked(client)
    clock.shift(1)
    assert not is_unlocked(client)


def test_locks_at_names_the_nearer_limit(client: Client, holder: Holder, clock: Traveller) -> None:
    unlock(client, holder, idle_minutes=60)
    assert shown(client)["locks_at"] == "2026-11-22T13:00:00+00:00"
    for _ in range(15):
        clock.shift(timedelta(minutes=30))
        client.get("/public/")
    assert shown(client)["locks_at"] == "2026-11-22T20:00:00+00:00"
    client.post("/lock/")
    assert shown(client)["locks_at"] is None


def test_locked_key_pair_can_be_unlocked_in_place(
    client: Client, holder: Holder, clock: Traveller
) -> None:
    unlock(client, holder)
    clock.shift(timedelta(minutes=11))
    assert not is_unlocked(client)
    unlock(client, holder)
    assert is_unlocked(client)


def test_wrong_passphrases_are_slowed_down(client: Client, holder: Holder) -> None:
    guess = {"key_pair": str(holder.key_pair.pk), "passphrase": "wrong", "idle_minutes": 10}
    answers = [client.post("/unlock/", guess).status_code for _ in range(6)]
    assert answers == [403, 403, 403, 403, 429, 429]


def test_visitor_without_a_key_gets_no_cookie_and_costs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/public/")
        locked = client.get("/show/")
    assert not answer.cookies
    assert not locked.cookies


def test_key_costs_one_query_beside_the_session(
    client: Client, holder: Holder, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unlock(client, holder)
    with django_assert_num_queries(2):
        client.get("/show/")
    with django_assert_num_queries(1):
        client.get("/public/")


def test_use_is_not_written_down_at_every_request(
    client: Client,
    holder: Holder,
    clock: Traveller,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    unlock(client, holder)
    clock.shift(14)
    with django_assert_num_queries(1):
        client.get("/public/")


def test_unlocked_key_does_not_show_its_secret(holder: Holder) -> None:
    unlocked = holder.unlocked
    assert repr(unlocked) == f"UnlockedKey(key_pair_id={unlocked.key_pair_id!r})"
