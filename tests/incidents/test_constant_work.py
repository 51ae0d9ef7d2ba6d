"""A code that nobody ever got, one that is none and one that was withdrawn: nothing tells which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.services.mailbox import find_mailbox, withdraw
from tests.factories.incidents import make_case, open_office
from tests.personas import Persona
from vault import crypto, receipts

pytestmark = pytest.mark.django_db
KNOWN, WITHDRAWN, UNKNOWN, NONE = "1" * 20, "2" * 20, "3" * 20, "Das ist kein Code!!!"
URL = "/de/mailbox/"


@dataclass(frozen=True)
class Work:
    """What a code has cost, and what was answered."""

    stretchings: int
    queries: tuple[str, ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    html: str


@pytest.fixture(autouse=True)
def cases(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    make_case(code=KNOWN)
    make_case(code=WITHDRAWN)
    mailbox = find_mailbox(WITHDRAWN)
    assert mailbox
    withdraw(mailbox=mailbox)


@pytest.fixture
def stretchings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Collect what every stretching costs; it is done all the same."""
    done: list[int] = []
    stretch = crypto.argon2id

    def counted(secret: bytes, **options: Any) -> bytes:
        done.append(options["cost"].memory)
        return stretch(secret, **options)

    monkeypatch.setattr(receipts, "argon2id", counted)
    return done


def work(code: str, stretchings: list[int], **fields: Any) -> Work:
    stretchings.clear()
    client = Client(headers={"sec-fetch-site": "same-origin"})
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(URL, {"code": code, "once": uuid4(), **fields})
    html = re.sub(r'name="once" value="[^"]*"', "", answer.content.decode())
    return Work(
        len(stretchings),
        tuple(re.sub(r"'[^']*'::bytea|X'[^']*'|'[^']*'", "?", q["sql"]) for q in captured),
        answer.status_code,
        tuple(answer.headers.items()),
        html.replace(code, "CODE"),
    )


@pytest.mark.parametrize("fields", [{}, {"text": "Eine Nachricht, die mitkommt."}])
def test_nothing_tells_why_a_code_opens_nothing(
    stretchings: list[int], fields: dict[str, str]
) -> None:
    unknown = work(UNKNOWN, stretchings, **fields)
    assert work(WITHDRAWN, stretchings, **fields) == unknown
    assert work(NONE, stretchings, **fields) == unknown
    assert (unknown.stretchings, len(unknown.queries), unknown.status) == (1, 1, 200)
    assert "Diesen Code kennen wir nicht." in unknown.html


def test_known_code_costs_the_same_until_its_mailbox_opens(stretchings: list[int]) -> None:
    unknown, known = work(UNKNOWN, stretchings), work(KNOWN, stretchings)
    assert known.stretchings == unknown.stretchings == 1
    assert known.queries[: len(unknown.queries)] == unknown.queries
    assert known.status == 302


def test_cookie_of_a_withdrawn_mailbox_says_no_more_than_an_old_one() -> None:
    pages = []
    for code in (KNOWN, UNKNOWN):
        client = Client(headers={"sec-fetch-site": "same-origin"})
        client.post(URL, {"code": code, "once": uuid4()})
        if code == KNOWN:
            mailbox = find_mailbox(KNOWN)
            assert mailbox
            withdraw(mailbox=mailbox)
        else:
            client.cookies["mailbox"] = "abgelaufen"
        html = client.get(URL).content.decode()
        pages.append(re.sub(r'name="once" value="[^"]*"', "", html))
    assert pages[0] == pages[1]
    assert "Das Postfach ist geschlossen." in pages[0]
