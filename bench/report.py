"""Sending a report: the form is fetched, filled in and sent; every single one must be accepted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bench.bare import Received
from bench.measuring import Result, compare
from incidents.models import Case
from tests.people import TEAM, make_city
from tests.visitor import Visitor

TEAMS, MEMBERS = 20, 3
ROUNDS, WARM_UP = 60, 10
CLIENTS, REPORTS_EACH = 8, 6
ROUNDS_AT_ONCE, WARM_UP_AT_ONCE = 5, 1
ANSWERS = {
    "what": "In der Pause hat jemand etwas zu mir gesagt. " * 22,  # about 1,000 characters
    "place": "auf dem Schulhof",
    "when": "gestern",
    "grounds": ["skin", "origin"],
    "affected": "me",
    "wishes": ["talk", "stop"],
}


def measure(port: int) -> list[Result]:
    """Measure one client, then eight at the same time."""
    make_city(TEAMS, MEMBERS)
    visitors = [Visitor(port) for _ in range(CLIENTS)]
    results = [_alone(visitors[0]), _at_once(visitors)]
    sent = ROUNDS + WARM_UP + (ROUNDS_AT_ONCE + WARM_UP_AT_ONCE) * CLIENTS * REPORTS_EACH
    assert (Case.objects.count(), Received.objects.count()) == (sent, sent)
    return results


def _alone(visitor: Visitor) -> Result:
    return compare(
        "report",
        1,
        product=lambda: _report(visitor),
        bare=lambda: _bare(visitor),
        rounds=ROUNDS,
        warm_up=WARM_UP,
        unit="ms/report",
    )


def _at_once(visitors: list[Visitor]) -> Result:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return compare(
            "report",
            CLIENTS,
            product=lambda: list(pool.map(partial(_several, _report), visitors)),
            bare=lambda: list(pool.map(partial(_several, _bare), visitors)),
            rounds=ROUNDS_AT_ONCE,
            warm_up=WARM_UP_AT_ONCE,
            unit="ms/report",
            per=CLIENTS * REPORTS_EACH,
        )


def _several(send: Callable[[Visitor], None], visitor: Visitor) -> None:
    for _ in range(REPORTS_EACH):
        send(visitor)


def _report(visitor: Visitor) -> None:
    url = f"/de/report/?team={TEAM}"
    ticket = visitor.get(url).hidden["ticket"]
    answer = visitor.post(url, ticket=ticket, readers="team", team=TEAM, **ANSWERS)
    assert answer.status == 200, answer.html
    assert answer.receipt_code


def _bare(visitor: Visitor) -> None:
    visitor.get("/bare/receive/")
    assert visitor.post("/bare/receive/", **ANSWERS).status == 200
