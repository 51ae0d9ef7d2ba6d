"""How long cases are kept: dates at every end of a month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from ateams.erasure import kept_until, newest_outlived
from incidents.checks import periods_fit
from incidents.enums import CaseType
from incidents.retention import BACKUPS_KEPT, erased_on, last_day, months_kept, promised_day

days = st.dates(date(2020, 1, 1), date(2100, 1, 1))
months = st.integers(1, 40)
types = st.sampled_from(CaseType.values)


@given(since=days, count=months)
def test_day_is_outlived_exactly_when_its_months_are_over(since: date, count: int) -> None:
    until = kept_until(since, months=count)
    assert newest_outlived(until - timedelta(days=1), months=count) < since
    assert newest_outlived(until, months=count) >= since


@given(today=days, count=months)
def test_newest_outlived_is_the_newest(today: date, count: int) -> None:
    newest = newest_outlived(today, months=count)
    assert kept_until(newest, months=count) <= today
    assert kept_until(newest + timedelta(days=1), months=count) > today


@given(received=days, case_type=types, closed_after=st.none() | st.integers(0, 2000))
def test_case_is_gone_from_backups_by_the_promised_day(
    received: date, case_type: str, closed_after: int | None
) -> None:
    closed_on = None if closed_after is None else received + timedelta(days=closed_after)
    promised = promised_day(received)
    erased = erased_on(gone_by=promised, case_type=case_type, closed_on=closed_on)
    assert erased + BACKUPS_KEPT <= promised
    assert erased <= last_day(promised)
    if closed_on:
        assert erased <= kept_until(closed_on, months=months_kept(case_type))


@given(received=days)
def test_promise_is_three_years_and_thirty_days(received: date) -> None:
    promised = promised_day(received)
    same_day = min(received.day, 28) if received.month == 2 else received.day
    assert promised - timedelta(days=30) == date(received.year + 3, received.month, same_day) or (
        received.month == 2 and received.day == 29
    )


@pytest.mark.parametrize(
    ("since", "count", "until"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_months_end_where_the_month_ends(since: date, count: int, until: date) -> None:
    assert kept_until(since, months=count) == until


def test_report_is_kept_half_as_long_and_never_longer_than_a_case() -> None:
    assert [months_kept(kind) for kind in (CaseType.REPORT, CaseType.COUNSELLING)] == [6, 12]
    assert (settings.REPORT_KEPT_MONTHS, settings.CASE_KEPT_MONTHS) == (6, 12)
    with override_settings(REPORT_KEPT_MONTHS=24):
        assert months_kept(CaseType.REPORT) == 12


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({}, []),
        ({"CASE_KEPT_MONTHS": 36}, []),
        ({"CASE_KEPT_MONTHS": 37}, ["incidents.E002"]),
        ({"REPORT_KEPT_MONTHS": 13}, ["incidents.E003"]),
        ({"MAIL_TEXT_KEPT_DAYS": 0}, ["incidents.E001"]),
        ({"CASE_KEPT_MONTHS": -1}, ["incidents.E001", "incidents.E003"]),
    ],
)
def test_periods_that_break_a_promise_are_refused(
    changed: dict[str, int], refused: list[str]
) -> None:
    with override_settings(**changed):
        assert [error.id for error in periods_fit()] == refused
