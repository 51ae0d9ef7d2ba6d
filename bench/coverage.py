"""The city map, for 500 institutions and 5,000 trainings."""

from __future__ import annotations

from functools import partial

from django.db import connection

from bench.bare import PlainRow
from bench.measuring import Result, compare
from tests.factories.accounts import PASSWORD, UserFactory
from tests.trainings.city import fill_city
from tests.visitor import Visitor

INSTITUTIONS, TRAININGS = 500, 5_000


def measure(port: int) -> list[Result]:
    """Measure the page beside a page of plain rows, as many as there are institutions."""
    person = UserFactory.create()
    fill_city(institutions=INSTITUTIONS, trainings=TRAININGS, members=1_500)
    PlainRow.objects.bulk_create(
        PlainRow(among=INSTITUTIONS, reference=f"K7QX-{index:04}", state="new", person=person.name)
        for index in range(INSTITUTIONS)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # a database of some age knows its tables
    visitor = Visitor(port)
    visitor.sign_in(person.email, PASSWORD)
    result = compare(
        "coverage",
        TRAININGS,
        product=partial(_page, visitor),
        bare=partial(_rows, visitor),
        rounds=30,
        warm_up=6,
        unit="ms/page",
    )
    return [result]


def _page(visitor: Visitor) -> None:
    answer = visitor.get("/institutions/coverage/")
    assert f"an 400 von {INSTITUTIONS} Einrichtungen" in answer.html, answer.html


def _rows(visitor: Visitor) -> None:
    assert f"<p>{INSTITUTIONS}<table>" in visitor.get(f"/bare/rows/{INSTITUTIONS}/").html
