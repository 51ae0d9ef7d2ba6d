"""Rows that count: nothing tells in which order they were written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from ateams.sweeps.models import Heartbeat
from incidents.models import FactRow
from incidents.services.facts import forget_row, quarter_of, quarters_in_motion, shuffle
from incidents.sweeps import shuffle_facts
from incidents.tasks import shuffle as shuffle_task
from tests.connections import without_waiting

TODAY = date(2026, 11, 24)


def write(quarter: str, number: int = 1) -> list[UUID]:
    """Write rows one by one; return their ids in that order."""
    ids = [uuid4() for _ in range(number)]
    for row_id in ids:
        FactRow.objects.create(
            id=row_id, quarter=quarter, channel="web_form", codes={"ground": [row_id.hex]}
        )
    return ids


def as_stored() -> list[UUID]:
    """Return the ids in the order in which the rows lie in the table."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM incidents_factrow ORDER BY {place}")
        return [UUID(str(row_id)) for (row_id,) in cursor.fetchall()]


def writers() -> int:
    """Return how many transactions the rows say that they were written by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM incidents_factrow")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_shuffled_rows_are_the_same_in_another_order() -> None:
    ids = write("2026-Q4", 40)
    before = set(FactRow.objects.values_list("pk", "quarter", "channel", "codes__ground__0"))
    written = as_stored()
    assert sorted(written) == sorted(ids)
    assert shuffle_facts(TODAY) == 40
    assert as_stored() != written  # but for one chance in 40 factorial
    after = set(FactRow.objects.values_list("pk", "quarter", "channel", "codes__ground__0"))
    assert after == before


@pytest.mark.django_db
def test_rows_of_all_cases_that_may_still_exist_are_shuffled() -> None:
    """A case of an old quarter can be classified, or corrected, today."""
    for quarter in ("2023-Q3", "2023-Q4", "2025-Q1", "2026-Q4"):
        write(quarter, 2)
    assert quarters_in_motion(TODAY) == ["2023-Q4", "2025-Q1", "2026-Q4"]
    assert shuffle_facts(TODAY) == 6
    assert FactRow.objects.count() == 8


@pytest.mark.django_db
def test_job_leaves_its_heartbeat() -> None:
    shuffle_task()
    beat = Heartbeat.objects.get(name="incidents.shuffle_facts")
    assert (beat.last_finished is not None, beat.last_error) == (True, "")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_shuffled_rows_were_all_written_by_one_transaction() -> None:
    write("2026-Q4", 5)
    assert writers() == 5
    shuffle_facts(TODAY)
    assert writers() == 1


def correct(row_id: UUID) -> None:
    FactRow.objects.filter(pk=row_id).update(channel="phone")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act", [correct, forget_row, lambda _row: write("2026-Q4")], ids=["correct", "forget", "add"]
)
def test_whoever_writes_during_the_shuffle_waits(act: Callable[[UUID], object]) -> None:
    """Else a correction would change the row that is just being thrown away."""
    (row_id,) = write("2026-Q4")
    with transaction.atomic():
        shuffle("2026-Q4")
        assert not without_waiting(lambda: act(row_id))
    assert without_waiting(lambda: act(row_id))


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2099, 12, 31)))
def test_quarters_are_in_order_and_three_months_long(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter == f"{day.year}-Q{1 + (day.month - 1) // 3}"
    assert quarter <= quarter_of(day + timedelta(days=1))
