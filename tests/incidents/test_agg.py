"""The two months of the AGG: counted by the calendar, chosen by a person, sealed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.agg import AREAS, GROUNDS, TwoMonths, may_apply, two_months_after
from incidents.classification import Classification
from incidents.due import TaskDue
from incidents.models import Case, Task
from tests.factories.incidents import CODES, classified, make_case, open_office
from tests.incidents.working import act, bytes_of, due, in_days, url
from tests.personas import Persona, unlock

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_two_months_end_on_the_same_day_or_the_last_of_a_shorter_month(day: date) -> None:
    end = two_months_after(day)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == 2
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)
    assert timedelta(days=59) <= end - day <= timedelta(days=62)


@given(DAYS, DAYS)
def test_who_learns_later_has_no_earlier_end(one: date, other: date) -> None:
    assert (one <= other) <= (two_months_after(one) <= two_months_after(other))


@given(st.none() | DAYS, st.none() | DAYS)
def test_what_is_sealed_comes_back(known: date | None, event: date | None) -> None:
    counted = TwoMonths(known, event)
    assert TwoMonths.opened(counted.sealed()) == counted


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 11, 24), date(2027, 1, 24)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 4, 28)),
    ],
)
def test_days_as_a_calendar_has_them(day: date, end: date) -> None:
    assert two_months_after(day) == end


@pytest.mark.parametrize(
    ("codes", "applies"),
    [
        ({"ground": ["skin_colour"], "responsible_role": ["company"]}, True),
        ({"ground": ["age"], "setting": ["internship"]}, True),
        ({"ground": ["age", "social_status"], "responsible_role": ["teacher", "company"]}, True),
        ({"ground": ["skin_colour"], "responsible_role": ["teacher"]}, False),
        ({"ground": ["social_status"], "responsible_role": ["company"]}, False),
        ({"responsible_role": ["company"]}, False),
        ({}, False),
    ],
)
def test_it_is_offered_only_where_ground_and_area_fit(
    codes: dict[str, list[str]], *, applies: bool
) -> None:
    assert may_apply(codes) == applies
    assert "nationality" not in GROUNDS
    assert "classroom" not in AREAS["setting"]


@pytest.fixture
def case(db: None, counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case(grounds=["skin"], responsible=["company"])


def check(who: Persona, case: Case, **fields: Any) -> str:
    return act(who, case, "agg", **({"person": who.user.pk} | fields))


def test_page_shows_both_ends_and_a_person_chooses_the_day(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    assert "AGG-Frist" in counsellor.client.get(url(case)).content.decode()
    days = {"known_on": "2026-10-01", "event_on": "2026-09-30"}
    html = check(counsellor, case, **days)
    assert "Ab Kenntnis gerechnet enden zwei Monate am 01.12.2026." in html
    assert "Ab dem Vorfall gerechnet enden zwei Monate am 30.11.2026." in html
    assert "keine Rechtsberatung" in html
    assert not Task.objects.exists()
    html = check(counsellor, case, **days, due_on=in_days(3))
    assert "AGG: zwei Monate prüfen" in html
    assert "Keine Rechtsberatung." in html
    (item,) = due(TaskDue())
    assert (item.due_on, item.title) == (in_days(3), "Aufgabe erledigen")
    assert b"agg" not in bytes_of(Task.objects.get().entry)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "mindestens einen der beiden Tage"),
        ({"known_on": "2099-01-01"}, "Dieser Tag kommt erst noch."),
        ({"event_on": "2020-01-01", "due_on": "2020-02-01"}, "Dieser Tag ist schon vorbei."),
    ],
)
def test_bad_input_is_named(
    case: Case, counsellor: Persona, fields: dict[str, str], words: str
) -> None:
    unlock(counsellor)
    assert words in check(counsellor, case, **fields)
    assert not Task.objects.exists()


def test_it_is_neither_offered_nor_taken_for_a_state_school(
    case: Case, counsellor: Persona
) -> None:
    school = make_case(grounds=["skin"], responsible=["teacher"])
    unlock(counsellor)
    assert "AGG-Frist" not in counsellor.client.get(url(school)).content.decode()
    sent = {"known_on": "2026-10-01", "due_on": in_days(3), "person": counsellor.user.pk}
    from_old_page = {**sent, "once": "0b6e9a5c-6c53-4b7e-9a55-3a4b8c7d9e10"}
    assert counsellor.client.post(url(school, "agg"), from_old_page).status_code == 404
    assert not Task.objects.exists()


def test_classification_of_the_office_decides_whether_it_is_offered(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    """An apprentice in a company, whatever was ticked, and a pupil at a state school."""
    unlock(counsellor)
    told = dict(CODES.codes)
    works = Classification(told | {"setting": ["internship"]}, "bbs", "Linden")
    learns = Classification(told | {"setting": ["classroom"]}, "gymnasium", "Linden")
    days = {"known_on": "2026-10-01", "event_on": "2026-09-30"}
    apprentice = make_case(grounds=["skin"], responsible=["teacher"])
    classified(apprentice, by=lead.user, codes=works)
    assert "AGG-Frist" in counsellor.client.get(url(apprentice)).content.decode()
    html = check(counsellor, apprentice, **days)
    assert "Ab Kenntnis gerechnet enden zwei Monate am 01.12.2026." in html
    assert "Ab dem Vorfall gerechnet enden zwei Monate am 30.11.2026." in html
    classified(case, by=lead.user, codes=learns)  # the report had ticked a company
    assert "AGG-Frist" not in counsellor.client.get(url(case)).content.decode()
