"""Clocks: counted from the day they started, by the value that held then, waiting left out."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ateams.due import Part
from ateams.workdays import add_working_days, is_working_day
from incidents.clocks import DEFAULTS, Clocks, Span, Unit, Wait, read_clocks
from incidents.due.clocks import ACKNOWLEDGE, FEEDBACK, REVIEW, SILENCE, ClockDue
from incidents.enums import Clock, State
from incidents.models import Case, ClockRule
from incidents.services import work
from incidents.services.clocks import AlreadyBegun, reply_due, set_clock
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.consenting import opened_by
from tests.incidents.working import act, in_days, titles, url
from tests.personas import Persona, unlock

DAYS = st.dates(date(2020, 1, 1), date(2039, 12, 31))
SPANS = st.builds(Span, st.integers(1, 24), st.sampled_from(Unit), st.just(value=True))
NOON = "2026-11-25 12:00:00+00:00"  # a Wednesday


@st.composite
def waits(draw: st.DrawFn) -> list[Wait]:
    """Return waits one after the other, as the moves of a case make them; the last may last."""
    marks = sorted(draw(st.lists(DAYS, max_size=8)))
    pairs: list[Wait] = list(zip(marks[::2], marks[1::2], strict=False))
    return [*pairs, (marks[-1], None)] if len(marks) % 2 else pairs


def stood_still(day: date, known: list[Wait]) -> bool:
    return any(start <= day and (stop is None or day < stop) for start, stop in known)


@given(DAYS, SPANS, waits())
def test_days_of_waiting_do_not_count(since: date, span: Span, known: list[Wait]) -> None:
    """Counted day by day, as one would on a calendar."""
    left, day = (span.end(since) - since).days, since
    while left and day < date(2050, 1, 1):
        left -= not stood_still(day, known)
        day += timedelta(days=1)
    assert span.due(since, known) == (None if left else day)


@given(DAYS, SPANS)
def test_span_without_waiting_ends_where_it_ends(since: date, span: Span) -> None:
    assert span.due(since) == span.end(since) >= since + timedelta(days=1)
    assert span.end(since) - since >= span.at_least


@given(DAYS, st.integers(1, 12))
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(
    since: date, number: int
) -> None:
    end = Span(number, Unit.MONTHS).end(since)
    assert (end.year * 12 + end.month) - (since.year * 12 + since.month) == number
    assert end.day == since.day or (end.day < since.day and (end + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(1, 30))
def test_working_days_end_on_one(since: date, number: int) -> None:
    end = Span(number, Unit.WORKING_DAYS).end(since)
    assert is_working_day(end)
    passed = (since + timedelta(days=n) for n in range(1, (end - since).days + 1))
    assert sum(map(is_working_day, passed)) == number


@given(st.lists(st.tuples(DAYS, st.integers(1, 99)), unique_by=lambda rule: rule[0]), DAYS)
def test_value_that_held_on_the_day_counts(values: list[tuple[date, int]], day: date) -> None:
    rules = [
        ClockRule(clock=Clock.SILENCE, number=number, valid_from=start) for start, number in values
    ]
    before = [(start, number) for start, number in values if start <= day]
    expected = max(before)[1] if before else DEFAULTS[Clock.SILENCE].number
    assert Clocks(rules).at(Clock.SILENCE, day).number == expected


# --- in the database ------------------------------------------------------------------------


@pytest.fixture
def case(db: None, counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case()


def days_due(source: ClockDue, ahead: int = 400) -> list[date]:
    return [item.due_on for item in source.items(until=in_days(ahead))]


def sent(case: Case, by: Persona) -> None:
    case.refresh_from_db()
    shared = opened_by(by, case).shared
    work.send_message(
        case=case, text="Hallo.", version=case.version, once=uuid4(), by=by.user, shared=shared
    )


def moved(case: Case, to: State, by: Persona) -> None:
    case.refresh_from_db()
    work.move(case=case, to=to, version=case.version, by=by.user, next_date=in_days(1))


@pytest.mark.django_db
def test_installation_starts_with_the_values_of_the_design() -> None:
    ClockRule.objects.all().delete()  # a test that empties the tables may have been here
    import_module("incidents.migrations.0018_first_clocks").create(apps, None)
    known = read_clocks()
    assert {clock: known.at(clock, date(2026, 1, 1)) for clock in Clock} == DEFAULTS
    assert ClockRule.objects.count() == len(Clock)


def test_new_value_counts_for_what_comes_in_from_its_day_on(case: Case, lead: Persona) -> None:
    before = case.reply_due_on
    set_clock(clock=Clock.REPLY, number=5, pauses=False, valid_from=in_days(1), by=lead.user)
    case.refresh_from_db()
    assert case.reply_due_on == before == reply_due(in_days(0), urgent=False)
    assert reply_due(in_days(1), urgent=False) == add_working_days(in_days(1), 5)


@pytest.mark.parametrize("days", [0, -1, -400])
def test_what_holds_is_never_changed(case: Case, lead: Persona, days: int) -> None:
    before = list(ClockRule.objects.values())
    with pytest.raises(AlreadyBegun):
        set_clock(clock=Clock.REPLY, number=5, pauses=False, valid_from=in_days(days), by=lead.user)
    assert list(ClockRule.objects.values()) == before


def test_value_that_does_not_hold_yet_is_replaced(case: Case, lead: Persona) -> None:
    for number in (5, 6):
        set_clock(
            clock=Clock.REPLY, number=number, pauses=False, valid_from=in_days(9), by=lead.user
        )
    assert ClockRule.objects.get(valid_from=in_days(9)).number == 6


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"number": 0}, {"clock": "cuckoo"}])
def test_database_refuses_clocks_that_are_none(wrong: dict[str, Any]) -> None:
    told = {"clock": Clock.REPLY, "number": 3, "valid_from": in_days(1)} | wrong
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        ClockRule.objects.create(**told)


def test_acknowledging_is_due_a_week_after_a_report_came_in(
    case: Case, counsellor: Persona
) -> None:
    week = in_days(7)
    assert days_due(ACKNOWLEDGE) == []
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert days_due(ACKNOWLEDGE) == [week]
        work.acknowledge(case=case, version=1, by=counsellor.user)
        assert days_due(ACKNOWLEDGE) == []


def test_nothing_happening_is_due_only_once_it_is_so(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_case()
        clock.shift(timedelta(days=13))
        assert days_due(SILENCE) == []
        clock.shift(timedelta(days=1))
        assert days_due(SILENCE) == [date(2026, 12, 9)]
        (item,) = SILENCE.items(until=in_days(0))
        assert (item.title, item.where) == ("Lange nichts geschehen", case.reference)
        assert [who.name for who in item.people[Part.LEAD]] == [lead.user.name]
        assert [*SILENCE.items(until=item.due_on, object_id=item.object_id)] == [item]
        sent(case, counsellor)
        assert days_due(SILENCE) == []


def test_reporter_hears_something_every_three_months(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_case()
        clock.move_to("2027-02-09 12:00:00+00:00")
        assert days_due(FEEDBACK) == []
        clock.move_to("2027-02-10 12:00:00+00:00")
        assert days_due(FEEDBACK) == [date(2027, 2, 25)]
        sent(case, counsellor)
        clock.move_to("2027-05-08 12:00:00+00:00")
        assert days_due(FEEDBACK) == [date(2027, 5, 10)]


def test_clocks_stand_still_while_the_office_waits_for_the_person(
    counsellor: Persona, lead: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_case()
        sent(case, counsellor)
        clock.shift(timedelta(minutes=1))
        moved(case, State.IN_PROGRESS, counsellor)
        clock.shift(timedelta(minutes=1))
        moved(case, State.WAITING_PERSON, counsellor)
        clock.shift(timedelta(days=100))
        assert days_due(REVIEW) == days_due(SILENCE) == days_due(FEEDBACK) == []
        moved(case, State.IN_PROGRESS, counsellor)
        assert days_due(REVIEW) == []
        clock.shift(timedelta(days=85))
        assert days_due(REVIEW) == [date(2026, 11, 25) + timedelta(days=190)]


def test_review_is_noted_on_the_page_and_starts_anew(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    with time_machine.travel(timezone.now() - timedelta(days=90), tick=False):
        case = make_case()
    assert days_due(REVIEW) == [in_days(0)]
    unlock(counsellor)
    assert "Durchgesehen" in counsellor.client.get(url(case)).content.decode()
    once = str(uuid4())
    for _ in range(2):
        act(counsellor, case, "review", once=once)
    assert titles(counsellor, case).count("Durchgesehen") == 1
    assert days_due(REVIEW) == []
    with time_machine.travel(timezone.now() + timedelta(days=84), tick=False):
        assert days_due(REVIEW) == [in_days(6)]


def test_team_does_not_learn_of_reviews(
    counsellor: Persona, lead: Persona, coordinator: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    give_key(coordinator.user)
    case = make_case(team=coordinator.team, with_coordinator=True)
    unlock(counsellor)
    act(counsellor, case, "review")
    assert "Durchgesehen" not in titles(coordinator, case)
    assert coordinator.client.post(url(case, "review")).status_code == 404


def test_clocks_of_others_cases_are_nobodys_business(
    counsellor: Persona, lead: Persona, member: Persona
) -> None:
    open_office(counsellor.user)
    give_key(member.user)
    make_case()
    give_key(lead.user)
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
        seen = {
            who.user.role: len([*ACKNOWLEDGE.items(until=in_days(9), reader_id=who.user.pk)])
            for who in (counsellor, lead, member)
        }
    assert seen == {"counsellor": 1, "lead": 0, "member": 0}


@pytest.mark.parametrize("source", [ACKNOWLEDGE, FEEDBACK, SILENCE, REVIEW])
def test_deriving_costs_the_same_for_many_cases(
    case: Case, source: ClockDue, django_assert_num_queries: Any
) -> None:
    later = timezone.now() + timedelta(days=200)
    counts = []
    for _ in range(2):
        with time_machine.travel(later, tick=False):
            with django_assert_num_queries(100, exact=False) as captured:
                assert [*source.items(until=in_days(0))]
            counts.append(len(captured))
        make_case()
        make_case()
    assert counts[0] == counts[1]


# --- the page of the lead, and what is said ---------------------------------------------------


def test_lead_gives_a_clock_another_time(case: Case, lead: Persona) -> None:
    sent_form = {"clock": "silence", "number": 21, "pauses": "on", "valid_from": in_days(30)}
    html = lead.client.post("/clocks/", sent_form, follow=True).content.decode()
    assert "Was schon läuft, läuft weiter wie bisher." in html
    assert "21 Tage" in html
    assert "14 Tage" in html
    assert ClockRule.objects.get(number=21).valid_from == in_days(30)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"valid_from": 0}, "Das geht frühestens ab morgen."),
        ({"number": 31}, "Hier gehen höchstens 30."),
        ({"number": 0}, "data-error-summary"),
        ({"clock": ""}, "Wähle bitte eine Frist aus."),
    ],
)
def test_lead_is_told_what_does_not_go(
    case: Case, lead: Persona, fields: dict[str, Any], words: str
) -> None:
    before = ClockRule.objects.count()
    told: dict[str, Any] = {"clock": "reply", "number": 4, "valid_from": 3} | fields
    told["valid_from"] = in_days(told["valid_from"])
    assert words in lead.client.post("/clocks/", told).content.decode()
    assert ClockRule.objects.count() == before


def test_answer_is_owed_by_a_weekday(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_case()
        unlock(counsellor)
        for address in ("/cases/", url(case)):
            assert ">Montag</time>" in counsellor.client.get(address).content.decode()
        clock.move_to("2026-12-01 12:00:00+00:00")
        unlock(counsellor)
        for address, words in (("/cases/", "überfällig: 30.11.2026"), (url(case), "seit gestern")):
            assert words in counsellor.client.get(address).content.decode()
