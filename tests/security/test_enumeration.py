"""Nobody can find out by asking who has an account, or which codes were given out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from ateams.outbox.models import Mail
from incidents.models import Case
from tests.factories.accounts import UserFactory
from tests.factories.incidents import make_case, open_office
from vault import crypto, receipts
from vault.receipts import new_code

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WRONG = "falsch, aber lang genug"
# Of the same length, so that nothing but the answer itself can differ.
ADDRESSES = {
    "known": "sabine@ateams.example",
    "unknown": "nobody@ateams.example",
    "switched off": "former@ateams.example",
}


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is stretched; in earnest that is what takes the time."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _accounts(db: None, settings: Settings) -> Iterator[None]:
    cache.clear()
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    UserFactory.create(email=ADDRESSES["known"])
    former = UserFactory.create(email=ADDRESSES["switched off"])
    User.objects.filter(pk=former.pk).update(is_active=False)
    with time_machine.travel(NOW, tick=False):  # pages say when they expire
        yield
    cache.clear()


def answer(path: str, about: str, **fields: str) -> tuple[Any, ...]:
    """Return all that somebody sees who asks about an address, from first to last page."""
    client = Client()
    seen = client.post(path, fields, follow=True)
    cookies = sorted((name, cookie["max-age"]) for name, cookie in client.cookies.items())
    html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", seen.content.decode())
    headers = sorted((name, value) for name, value in seen.headers.items())
    return seen.redirect_chain, html.replace(about, "…"), headers, cookies


def test_sign_in_answers_every_address_alike_and_works_as_much() -> None:
    answers, stretched = [], []
    for email in ADDRESSES.values():
        CountingHasher.count = 0
        answers.append(answer("/accounts/login/", email, login=email, password=WRONG))
        stretched.append(CountingHasher.count)
    assert answers[0] == answers[1] == answers[2]
    assert stretched == [1, 1, 1]


def test_sign_in_slows_every_address_down_alike() -> None:
    told = []
    for email in ADDRESSES.values():
        cache.clear()
        fields = {"login": email, "password": WRONG}
        told.append([answer("/accounts/login/", email, **fields) for _ in range(7)])
    assert told[0] == told[1] == told[2]
    assert told[0][0] != told[0][-1], "the seventh attempt must have been slowed down"


def test_reset_answers_every_address_alike() -> None:
    answers = [
        answer("/accounts/password/reset/", email, email=email) for email in ADDRESSES.values()
    ]
    assert answers[0] == answers[1] == answers[2]
    assert [mail.address for mail in Mail.objects.all()] == [ADDRESSES["known"]]


def test_link_for_a_new_password_that_never_was_looks_like_a_used_one() -> None:
    Client().post("/accounts/password/reset/", {"email": ADDRESSES["known"]})
    found = re.search(r"/accounts/password/reset/key/\S+", Mail.objects.get().text)
    assert found
    real = found[0]
    client = Client()
    page = client.get(real, follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": "acht Raben im Dach", "password2": "acht Raben im Dach"})
    made_up = re.sub("key/[^/]+/", f"key/1-{'a' * 6}-{'b' * 32}/", real)
    used, never_was = (
        re.sub('value="[^"]*"', "", Client().get(path, follow=True).content.decode())
        for path in (real, made_up)
    )
    assert used.replace(real, "…") == never_was.replace(made_up, "…")


def test_invitation_that_never_was_looks_like_a_used_one() -> None:
    pages = [Client().get(f"/invitation/{token}/") for token in ("a" * 43, "x", "%F0%9F%8E%82")]
    assert {page.status_code for page in pages} == {410}
    assert len({page.content for page in pages}) == 1


def test_every_code_is_stretched_once_and_answered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that was never given out, one of a case withdrawn, and one that is none."""
    open_office(User.objects.get(email=ADDRESSES["known"]))
    withdrawn = new_code()
    make_case(code=withdrawn)
    client, same = Client(), {"sec-fetch-site": "same-origin"}
    client.post("/de/mailbox/", {"code": withdrawn, "once": uuid4()}, headers=same)
    client.post("/de/mailbox/withdraw/", {"sure": "on"}, headers=same)
    assert not Case.objects.exists()
    stretched: list[int] = []

    def counting(secret: bytes, **how: Any) -> bytes:
        stretched.append(len(secret))
        return crypto.argon2id(secret, **how)

    monkeypatch.setattr(receipts, "argon2id", counting)
    shown = set()
    for code in (withdrawn, new_code(), "1234", "kein Code", "0" * 21):
        page = Client().post("/de/mailbox/", {"code": code, "once": "x"}, headers=same)
        assert page.status_code == 200
        html = Client().post("/de/mailbox/", {"code": code, "once": uuid4()}, headers=same).content
        drawn = re.sub(r'name="once" value="[^"]*"', "", html.decode())
        shown.add(drawn.replace(f'value="{code}"', ""))
    assert len(shown) == 1
    assert stretched == [20] * 5
