"""Looking through sealed texts and codes, for people who can open 100, 1,000, 2,000 and 10,000."""

from __future__ import annotations

import re
from functools import partial

from django.db import connection

from bench.bare import PlainText
from bench.filling import ITS_CODE, fill
from bench.measuring import Result, compare
from bench.memory import compared_memory, peak_memory
from bench.people import make_readers, visit
from incidents.searching import STEP
from tests.visitor import Visitor

RARE, EVERY = "Unterwasserfahrrad", 100


def measure(port: int) -> list[Result]:
    """Measure one step of each search beside LIKE over as many texts; then the server's memory."""
    before = peak_memory()
    people = make_readers()
    for number, person in people.items():
        texts = fill(number, person, rare=RARE, every=EVERY)
        looked_at = texts[: len(texts) * min(number, STEP) // number]
        PlainText.objects.bulk_create(PlainText(among=number, text=text) for text in looked_at)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    results = [
        result for number, person in people.items() for result in _both(visit(port, person), number)
    ]
    return [*results, compared_memory(max(people), before=before)]


def _both(visitor: Visitor, number: int) -> list[Result]:
    return [
        _compare("search", visitor, number, q=RARE.upper()),
        _compare("coded", visitor, number, ground=ITS_CODE),
    ]


def _compare(name: str, visitor: Visitor, number: int, **asked: str) -> Result:
    hits = min(number, STEP) // EVERY
    return compare(
        name,
        number,
        product=partial(_search, visitor, hits, asked),
        bare=partial(_like, visitor, number, hits),
        rounds=8,
        warm_up=2,
        unit="ms/search",
    )


def _search(visitor: Visitor, hits: int, asked: dict[str, str]) -> None:
    html = visitor.post("/cases/search/", **{"q": "", **asked}).html
    assert len(set(re.findall("/cases/[2-9B-Z]{4}-[2-9B-Z]{4}/", html))) == hits, html


def _like(visitor: Visitor, number: int, hits: int) -> None:
    assert visitor.get(f"/bare/texts/{number}/?q={RARE}").html.count("<li>") == hits
