"""Who is reminded on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ateams.due import DueItem
from ateams.workdays import is_working_day
from followups.models import Rule
from followups.stages import calls, first_day, horizon
from tests.factories.followups import RuleFactory, due_item

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def rule(stage: str, offset: int, who: str = "responsible", **fields: object) -> Rule:
    return RuleFactory.build(stage=stage, offset=offset, who=who, **fields)


REPLY = [
    rule("before", -1, working_days=True),
    rule("due", 0, working_days=True),
    rule("late", 1, "lead", working_days=True, repeat_days=7),
]


def told(item: DueItem, rules: list[Rule], today: date) -> list[tuple[str, str]]:
    return [(call.stage, call.recipient.name) for call in calls(item, rules, today)]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 4, 1), []),
        (date(2026, 4, 2), [("before", "ada")]),  # Maundy Thursday
        (date(2026, 4, 5), [("before", "ada")]),  # Easter Sunday: still the newest
        (date(2026, 4, 7), [("due", "ada")]),
        (date(2026, 4, 8), [("late", "lea")]),
        (date(2026, 4, 14), [("late", "lea")]),
        (date(2026, 4, 15), [("late+1", "lea")]),
        (date(2026, 4, 29), [("late+3", "lea")]),
    ],
)
def test_stages_come_on_working_days_and_repeat(
    today: date, expected: list[tuple[str, str]]
) -> None:
    item = due_item(date(2026, 4, 7), responsible="ada", lead="lea")
    assert told(item, REPLY, today) == expected


def test_stage_falls_to_the_other_part_where_nobody_plays_the_first() -> None:
    item = due_item(date(2026, 11, 23), lead="lea,leo")
    assert told(item, REPLY, date(2026, 11, 23)) == [("due", "lea"), ("due", "leo")]


def test_item_without_people_calls_nobody() -> None:
    assert told(due_item(date(2026, 11, 23)), REPLY, date(2026, 11, 23)) == []


def test_two_rules_of_one_day_tell_a_person_once() -> None:
    rules = [rule("a", 0), rule("b", 0, "lead")]
    item = due_item(date(2026, 11, 23), responsible="ada", lead="ada,lea")
    assert told(item, rules, date(2026, 11, 23)) == [("a", "ada"), ("b", "lea")]


@given(due=DAYS, offset=st.integers(-30, 30))
def test_working_day_stage_counts_working_days(due: date, offset: int) -> None:
    day = first_day(rule("x", offset, working_days=True), due)
    start = first_day(rule("x", 0, working_days=True), due)
    between = [min(start, day) + timedelta(n) for n in range(abs((day - start).days))]
    assert is_working_day(day)
    assert sum(map(is_working_day, between)) == abs(offset)
    assert (day > start) == (offset > 0)
    assert not any(is_working_day(due + timedelta(n)) for n in range((start - due).days))


@given(due=DAYS, offset=st.integers(-400, 400))
def test_calendar_stage_counts_every_day(due: date, offset: int) -> None:
    assert (first_day(rule("x", offset), due) - due).days == offset


@given(due=DAYS, offset=st.integers(-40, 10), working=st.booleans(), later=st.integers(0, 30))
def test_horizon_misses_no_stage(due: date, offset: int, working: bool, later: int) -> None:
    rules = [rule("x", offset, working_days=working), rule("y", 3)]
    today = first_day(rules[0], due) + timedelta(days=later)
    assert due <= horizon(rules, today)


@given(due=DAYS, length=st.integers(1, 60))
def test_every_stage_is_called_once_in_order_when_no_day_is_missed(due: date, length: int) -> None:
    item = due_item(due, responsible="ada", lead="lea")
    start = due - timedelta(days=15)
    seen: list[str] = []
    for day in range(15 + length):
        for stage, _name in told(item, REPLY, start + timedelta(days=day)):
            if stage not in seen[-1:]:
                seen.append(stage)
    expected = ["before", "due", "late", *(f"late+{n}" for n in range(1, 12))]
    assert seen == expected[: len(seen)]


@given(due=DAYS, after=st.integers(0, 400))
def test_after_a_standstill_there_is_one_call(due: date, after: int) -> None:
    item = due_item(due, responsible="ada", lead="lea")
    assert len(told(item, REPLY, due + timedelta(days=after + 7))) == 1
