"""Pages about cases, for people who can open 100, 1,000, 2,000 and 10,000 of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import connection

from bench.bare import PlainRow, PlainText
from bench.filling import fill
from bench.long_case import ENTRIES, WORDS, make_long_case
from bench.measuring import Result, compare
from bench.memory import compared_memory, peak_memory
from bench.people import make_readers, visit
from tests.visitor import Visitor

ROUNDS, WARM_UP = 15, 3
LONG_CASE = 0  # whose texts lie among the plain ones


def measure(port: int) -> list[Result]:
    """Measure each page beside plain rows, as many of them and as many on a page."""
    before = peak_memory()
    people = make_readers()
    reference = make_long_case(people[100]).reference  # open to all of them
    PlainText.objects.bulk_create(
        PlainText(among=LONG_CASE, text=f"{number}: {WORDS * 3}") for number in range(ENTRIES)
    )
    for number, person in people.items():
        fill(number - 1, person)
        PlainRow.objects.bulk_create(
            PlainRow(among=number, reference=f"K7QX-{index:04}", state="new", person=person.name)
            for index in range(number)
        )
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # a database of some age knows its tables
    results = [
        result
        for number, person in people.items()
        for result in _pages(visit(port, person), number, reference)
    ]
    return [*results, compared_memory(max(people), before=before)]


def _pages(visitor: Visitor, number: int, reference: str) -> Iterator[Result]:
    rows, start = f"/bare/rows/{number}/", f"/bare/start/{number}/"
    counted = f"<p>{number}"
    yield _compare(visitor, "start", number, ("/", "Meine Fälle"), (start, counted))
    yield _compare(visitor, "cases", number, ("/cases/", f"{number} Fälle"), (rows, counted))
    yield _compare(visitor, "filter", number, ("/cases/?who=nobody", "Fälle"), (rows, counted))
    case, timeline = f"/cases/{reference}/", f"/bare/timeline/{LONG_CASE}/"
    last = f"{ENTRIES - 10}: {WORDS[:20]}"
    yield _compare(visitor, "case page", number, (case, last), (timeline, last))


def _compare(
    visitor: Visitor, name: str, number: int, product: tuple[str, str], bare: tuple[str, str]
) -> Result:
    """Compare two pages, each given by its address and something that it says."""
    return compare(
        name,
        number,
        product=partial(_look, visitor, *product),
        bare=partial(_look, visitor, *bare),
        rounds=ROUNDS,
        warm_up=WARM_UP,
        unit="ms/page",
    )


def _look(visitor: Visitor, address: str, said: str) -> None:
    answer = visitor.get(address)
    assert said in answer.html, answer.html
