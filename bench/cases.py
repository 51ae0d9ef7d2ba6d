"""The list of cases, for people who can open 100, 1,000 and 10,000."""

from __future__ import annotations

from functools import partial

from django.db import connection

from accounts.models import User
from bench.bare import PlainRow
from bench.filling import fill
from bench.measuring import Result, compare
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.incidents import give_key, open_office
from tests.visitor import Visitor

NUMBERS = (100, 1_000, 10_000)


def measure(port: int) -> list[Result]:
    """Measure each list beside plain rows, as many of them and as many on a page."""
    people = UserFactory.create_batch(len(NUMBERS))
    open_office(people[0])
    for number, person in zip(NUMBERS, people, strict=True):
        if person.key_pair is None:
            give_key(person)
        fill(number, person)
        PlainRow.objects.bulk_create(
            PlainRow(among=number, reference=f"K7QX-{index:04}", state="new", person=person.name)
            for index in range(number)
        )
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # a database of some age knows its tables
    measured = [
        (_compare(port, person, number, ""), _compare(port, person, number, "?who=nobody"))
        for number, person in zip(NUMBERS, people, strict=True)
    ]
    return [result for pair in measured for result in pair]


def _compare(port: int, person: User, number: int, query: str) -> Result:
    visitor = Visitor(port)
    visitor.sign_in(person.email, PASSWORD)
    name = "filter" if query else "cases"
    said = "Fälle" if query else f"{number} Fälle"
    return compare(
        name,
        number,
        product=partial(_cases, visitor, query, said),
        bare=partial(_rows, visitor, number),
        rounds=30,
        warm_up=6,
        unit="ms/list",
    )


def _cases(visitor: Visitor, query: str, said: str) -> None:
    answer = visitor.get(f"/cases/{query}")
    assert said in answer.html, answer.html


def _rows(visitor: Visitor, number: int) -> None:
    assert f"<p>{number}<table>" in visitor.get(f"/bare/rows/{number}/").html
