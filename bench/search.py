"""Searching for a word in all texts, for people who can open 100, 1,000 and 2,000 cases."""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path

from django.db import connection

from accounts.models import User
from bench.bare import PlainText
from bench.filling import fill
from bench.measuring import Result, compare
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.incidents import PASSPHRASE, give_key, open_office
from tests.visitor import Visitor

NUMBERS = (100, 1_000, 2_000)
RARE, EVERY = "Unterwasserfahrrad", 100


def measure(port: int) -> list[Result]:
    """Measure each search beside LIKE over the same texts in clear; then the server's memory."""
    before = _memory()
    people = UserFactory.create_batch(len(NUMBERS))
    open_office(people[0])
    for number, person in zip(NUMBERS, people, strict=True):
        if person.key_pair is None:
            give_key(person)
        texts = fill(number, person, rare=RARE, every=EVERY)
        PlainText.objects.bulk_create(PlainText(among=number, text=text) for text in texts)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    results = [_compare(port, *pair) for pair in zip(people, NUMBERS, strict=True)]
    return [*results, _compared_memory(before)]


def _compare(port: int, person: User, number: int) -> Result:
    visitor = Visitor(port)
    visitor.sign_in(person.email, PASSWORD)
    visitor.get("/vault/unlock/")
    assert visitor.post("/vault/unlock/", passphrase=PASSPHRASE).status == 302
    return compare(
        "search",
        number,
        product=partial(_search, visitor, number // EVERY),
        bare=partial(_like, visitor, number),
        rounds=8,
        warm_up=2,
        unit="ms/search",
    )


def _search(visitor: Visitor, hits: int) -> None:
    html = visitor.post("/cases/search/", q=RARE.upper()).html
    assert len(re.findall("<mark>", html)) == hits, html


def _like(visitor: Visitor, number: int) -> None:
    assert visitor.get(f"/bare/texts/{number}/?q={RARE}").html.count("<li>") == number // EVERY


def _compared_memory(before: float) -> Result:
    """Say how large the largest web process ever was, beside its size before the searches."""
    value = _memory()
    return Result(
        name="memory", n=NUMBERS[-1], value=value, unit="MB/process", bare=before,
        ratio=round(value / before, 2),
    )  # fmt: skip


def _memory() -> float:
    """Return the peak of the largest process of this installation's web server, in MB."""
    server = os.environ["SECRET_KEY"].encode()
    peaks = [0.0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            serves = b"gunicorn" in (folder / "cmdline").read_bytes()
            if serves and server in (folder / "environ").read_bytes():
                peak = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
                peaks.append(int(peak[1]) / 1024 if peak else 0.0)
        except OSError:  # somebody else's, or gone
            continue
    return round(max(peaks), 1)
