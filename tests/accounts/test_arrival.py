"""Following a link in a mail while the key is unlocked."""

from __future__ import annotations

import pytest

from tests.personas import Persona, give_key, unlock

FROM_ELSEWHERE = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}


@pytest.fixture
def unlocked(lead: Persona) -> Persona:
    """Return a lead with an unlocked key, whose browser kept its half back."""
    give_key(lead)
    unlock(lead)
    lead.client.cookies.pop("vault")
    return lead


def asks_again(person: Persona, **headers: str) -> bool:
    answer = person.client.get("/people/", headers=FROM_ELSEWHERE | headers)
    return b'http-equiv="refresh"' in answer.content


def test_arrival_from_elsewhere_asks_for_the_page_again(unlocked: Persona) -> None:
    assert asks_again(unlocked)


def test_second_request_gets_the_page(unlocked: Persona) -> None:
    assert not asks_again(unlocked, **{"sec-fetch-site": "same-origin"})


def test_locked_key_gets_the_page_at_once(lead: Persona) -> None:
    give_key(lead)
    assert not asks_again(lead)


def test_what_no_person_opened_gets_its_answer(unlocked: Persona) -> None:
    assert not asks_again(unlocked, **{"sec-fetch-mode": "no-cors"})


def test_key_is_still_unlocked_afterwards(lead: Persona) -> None:
    give_key(lead)
    unlock(lead)
    half = lead.client.cookies.pop("vault")
    assert asks_again(lead)
    lead.client.cookies["vault"] = half.value
    assert lead.client.get("/vault/").context["unlocked"]
