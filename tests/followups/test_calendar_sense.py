"""Mails and the calendar: never at night or on holidays, in order, and none is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ateams.outbox.enums import Hours
from ateams.outbox.hours import open_hours
from ateams.school_holidays import holidays_on
from ateams.workdays import is_public_holiday
from followups.days import is_school_day
from followups.default_rules import DEFAULTS, Stage, make_rule
from followups.models import Rule
from followups.preview import foresee
from followups.stages import all_reached, first_day, horizon, next_call
from tests.factories.followups import due_item
from trainings.steps import follow_up_day

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
SINCE = datetime(2026, 8, 1, tzinfo=UTC)
# Leap days, ends of months and years, the nights on which clocks change, and holidays.
DUE = st.dates(date(2026, 12, 1), date(2030, 5, 1)) | st.sampled_from(
    [
        date(2028, 2, 29),
        date(2027, 3, 28),
        date(2027, 10, 31),
        date(2026, 12, 31),
        date(2027, 1, 31),
        date(2027, 7, 8),
        date(2027, 12, 24),
    ]
)
CHAIN = [make_rule(stage) for stage in DEFAULTS if stage.kind == "training.follow_up"]
COUNTINGS = st.sampled_from(["days", "working_days", "school_days"])


def rule(offset: int, counting: str, repeat: int | None = None) -> Rule:
    return make_rule(Stage("x", "s", offset, counting, repeat, "responsible", "lead"))


@settings(max_examples=50)
@given(at=st.integers(0, 1400 * 24 * 60).map(lambda minutes: SINCE + timedelta(minutes=minutes)))
@example(datetime(2027, 3, 28, 1, tzinfo=UTC))  # clocks go forward
@example(datetime(2027, 10, 31, 1, tzinfo=UTC))  # and back, on a holiday
@example(datetime(2027, 12, 31, 23, 30, tzinfo=UTC))  # the year after, in Berlin
def test_mails_leave_in_their_hours_by_berlins_clock(at: datetime) -> None:
    local, hours = at.astimezone(BERLIN), open_hours(at)
    day = local.date()
    works = day.weekday() < 5 and not is_public_holiday(day)
    assert (Hours.DAYTIME in hours) == (8 <= local.hour < 20)
    assert (Hours.OFFICE in hours) == (8 <= local.hour < 18 and works)
    assert (Hours.SCHOOL in hours) == (Hours.OFFICE in hours and holidays_on(day) is None)


@settings(max_examples=50)
@given(due=DUE, later=st.integers(0, 60), offset=st.integers(-30, 30), counting=COUNTINGS)
def test_later_dates_and_stages_never_come_earlier(
    due: date, later: int, offset: int, counting: str
) -> None:
    stage = rule(offset, counting)
    day = first_day(stage, due)
    assert day <= first_day(stage, due + later * DAY)
    assert day < first_day(rule(offset + 1, counting), due)
    assert due <= horizon([stage], day)
    assert first_day(stage, all_reached([stage], due)) <= due
    if counting == "school_days":
        assert is_school_day(day)


@settings(max_examples=50)
@given(due=DUE, counting=COUNTINGS, offset=st.integers(-10, 20))
def test_no_stage_is_lost_and_none_comes_twice(due: date, counting: str, offset: int) -> None:
    """Day by day, one mail leaves: on the stage's day, or as soon as its hours open."""
    stage, item = rule(offset, counting), due_item(due, responsible="ada")
    start = first_day(stage, due)
    days = [start + number * DAY for number in range(-3, 60)]
    (mail,) = foresee([stage], lambda _day: [item], days)
    waited = [start + number * DAY for number in range((mail.day - start).days)]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN) for day in waited]
    assert not [noon for noon in noons if stage.hours in open_hours(noon)]
    assert stage.hours in open_hours(
        datetime(mail.day.year, mail.day.month, mail.day.day, 12, tzinfo=BERLIN)
    )


@settings(max_examples=50)
@given(due=DUE)
@example(date(2027, 7, 8))  # the summer holidays begin
@example(date(2027, 10, 12))  # two weeks before the autumn holidays end
def test_chain_to_an_institution_keeps_its_order_across_the_holidays(due: date) -> None:
    """Nobody above hears of it before the contact has had two mails and ten days of school."""
    item = due_item(due, contact="kim", coordinator="ko", office="off", lead="lea")
    days = [due + number * DAY for number in range(150)]
    mails = list(foresee(CHAIN, lambda _day: [item], days))[:4]
    assert [mail.recipient.name for mail in mails] == ["kim", "kim", "ko", "off"]
    assert [first_day(one, due) for one in CHAIN] == [mail.day for mail in mails]
    assert all(is_school_day(mail.day) for mail in mails)
    between = [mails[0].day + number * DAY for number in range((mails[2].day - mails[0].day).days)]
    assert sum(map(is_school_day, between)) == 10


@settings(max_examples=50)
@given(due=DUE, counting=COUNTINGS, repeat=st.integers(1, 30), passed=st.integers(-20, 200))
def test_next_call_is_the_next_that_comes(
    due: date, counting: str, repeat: int, passed: int
) -> None:
    stage, item = rule(1, counting, repeat), due_item(due, responsible="ada")
    after = due + passed * DAY
    coming = next_call(item, [stage], after)
    assert coming
    days = [due + number * DAY for number in range(passed + 90)]
    hours_do_not_count = rule(1, counting, repeat)
    hours_do_not_count.hours = Hours.AT_ONCE
    comes = foresee([hours_do_not_count], lambda _day: [item], days)
    following = next(mail for mail in comes if mail.day > after)
    assert (coming.day, coming.stage) == (following.day, following.stage)


@pytest.mark.parametrize(
    ("last_day", "months", "expected"),
    [
        (date(2027, 10, 31), 1, date(2027, 11, 30)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 31), 6, date(2028, 6, 30)),
    ],
)
def test_question_falls_on_the_last_day_of_a_shorter_month(
    last_day: date, months: int, expected: date
) -> None:
    assert follow_up_day(last_day, months) == expected
    assert last_day + relativedelta(months=months) == expected


def test_beyond_the_file_no_school_holidays_are_guessed() -> None:
    assert is_school_day(date(2031, 7, 15))
    assert not is_school_day(date(2030, 7, 15))
