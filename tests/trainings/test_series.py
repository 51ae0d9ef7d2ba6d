"""Series, clones and trainers on the plan's page; the month; what is fixed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Team
from ateams.school_holidays import calendar, holidays_on
from ateams.workdays import is_public_holiday
from tests.factories.accounts import TeamFactory
from tests.factories.trainings import SessionFactory, TrainingFactory
from tests.personas import Persona
from trainings.enums import State
from trainings.models import Training
from trainings.series import HolidaysUnknown, TooLong, series

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-24T12:00+01:00", tick=False):
        yield


def filled(**changed: Any) -> dict[str, Any]:
    data = {
        "submission": str(uuid.uuid4()),
        "kind": "qualification",
        "topics": ["nvc"],
        "date_1": TUESDAY.isoformat(),
        "starts_at_1": "14:00",
        "minutes_1": "90",
    }
    return data | changed


def test_every_second_tuesday_leaves_out_school_holidays() -> None:
    found = series(TUESDAY, weeks=2, until=date(2027, 2, 1))
    assert found.days == (TUESDAY, date(2026, 12, 15), date(2027, 1, 12), date(2027, 1, 26))
    assert found.left_out == (date(2026, 12, 29),)
    all_days = series(TUESDAY, weeks=2, until=date(2027, 2, 1), in_holidays=True)
    assert date(2026, 12, 29) in all_days.days


def test_public_holidays_are_always_left_out() -> None:
    thursday = date(2027, 4, 29)
    found = series(thursday, weeks=1, until=date(2027, 5, 13), in_holidays=True)
    assert found.left_out == (date(2027, 5, 6),)  # Ascension


def test_series_ends_where_nobody_knows_and_where_it_gets_too_long() -> None:
    with pytest.raises(HolidaysUnknown):
        series(TUESDAY, weeks=2, until=date(2031, 1, 1))
    with pytest.raises(TooLong):
        series(TUESDAY, weeks=1, until=date(2030, 1, 1))


@settings(max_examples=50)
@given(
    first=st.dates(date(2026, 8, 13), date(2029, 12, 31)),
    weeks=st.sampled_from([1, 2, 4]),
    length=st.integers(1, 180),
)
def test_series_is_the_rhythm_less_the_holidays(first: date, weeks: int, length: int) -> None:
    until = first + timedelta(days=length)
    found = series(first, weeks=weeks, until=until)
    rhythm = [first + timedelta(weeks=weeks * n) for n in range(length // (7 * weeks) + 1)]
    assert sorted((*found.days, *found.left_out)) == rhythm
    assert found.days[0] == first
    assert not [d for d in found.days[1:] if holidays_on(d) or is_public_holiday(d)]
    assert not [d for d in found.left_out if not (holidays_on(d) or is_public_holiday(d))]


def test_holidays_of_the_file_are_in_order_and_end_when_it_says() -> None:
    told = calendar()
    edges = [day for one in told.holidays for day in (one.first, one.last)]
    assert edges == sorted(edges)
    assert told.known_until == edges[-1]


def test_plan_makes_rows_of_a_series_and_says_what_is_left_out(coordinator: Persona) -> None:
    answer = coordinator.client.post(
        "/trainings/new/", filled(repeat="2", until="2027-02-01"), follow=True
    )
    assert "1 Tag ist ausgelassen" in answer.content.decode()
    days = [
        (s.date, s.minutes, f"{s.starts_at:%H:%M}") for s in Training.objects.get().sessions.all()
    ]
    assert days == [
        (date(2026, 12, 1), 90, "14:00"),
        (date(2026, 12, 15), 90, "14:00"),
        (date(2027, 1, 12), 90, "14:00"),
        (date(2027, 1, 26), 90, "14:00"),
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"repeat": "2"}, "until"),
        ({"repeat": "3", "until": "2027-02-01"}, "repeat"),
        ({"repeat": "2", "until": "2026-11-30"}, "until"),
        ({"repeat": "2", "until": "2031-01-01"}, "until"),
        ({"repeat": "1", "until": "2030-01-01"}, "until"),
        ({"repeat": "2", "until": "gestern"}, "until"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "2001"}, "capacity"),
        ({"trainer_names": "Joana, joana@"}, "trainer_names"),
        ({"trainer_names": ", joana@example.org"}, "trainer_names"),
        ({"materials": "x" * 1001}, "materials"),
    ],
)
def test_plan_names_the_field_that_is_wrong(
    coordinator: Persona, changed: dict[str, str], field: str
) -> None:
    answer = coordinator.client.post("/trainings/new/", filled(**changed))
    assert set(answer.context["form"].errors) == {field}
    assert not Training.objects.exists()


def test_office_plans_with_several_trainers_and_clones_it_for_other_days(
    lead: Persona, counsellor: Persona, team: Team
) -> None:
    lead.client.post(
        "/trainings/new/",
        filled(
            institution=str(team.institution_id),
            title="Grundlagen",
            trainers=[str(lead.user.id), str(counsellor.user.id)],
            trainer_names="Joana Probe, joana@example.org\nAda",
            capacity="12",
            materials="Beamer\nhttps://example.org/folien",
            note="nur dieses Mal",
        ),
    )
    training = Training.objects.get()
    expected = {
        (lead.user.id, "", ""),
        (counsellor.user.id, "", ""),
        (None, "Joana Probe", "joana@example.org"),
        (None, "Ada", ""),
    }
    assert {(t.user_id, t.name, t.email) for t in training.trainers.all()} == expected
    page = lead.client.get(f"/trainings/{training.id}/").content.decode()
    assert '<a href="https://example.org/folien" rel="nofollow">' in page
    address = f"/trainings/new/?like={training.id}"
    form = lead.client.get(address).context["form"]
    shown = {field.name: field.value() for field in form if field.value() not in (None, "", [])}
    assert "note" not in shown
    assert "date_1" not in shown
    lead.client.post(address, shown | {"date_1": "2027-01-12"})
    copy = Training.objects.exclude(pk=training.pk).get()
    assert {(t.user_id, t.name, t.email) for t in copy.trainers.all()} == expected
    assert (copy.title, copy.capacity, copy.materials, copy.note) == (
        "Grundlagen",
        12,
        "Beamer\nhttps://example.org/folien",
        "",
    )
    assert [s.minutes for s in copy.sessions.all()] == [90]


def test_foreign_training_is_no_model(coordinator: Persona) -> None:
    foreign = TrainingFactory.create(title="fremd")
    for query in (f"like={foreign.id}", "like=x", f"request={uuid.uuid4()}"):
        answer = coordinator.client.get(f"/trainings/new/?{query}")
        assert answer.status_code == 200
        assert "fremd" not in answer.content.decode()


def test_planned_training_is_fixed_once_and_is_then_held_like_any_other(
    coordinator: Persona, team: Team
) -> None:
    training = TrainingFactory.create(
        institution=team.institution, team=team, state=State.PLANNED, on=date(2026, 11, 24)
    )
    for _ in range(2):
        coordinator.client.post(f"/trainings/{training.id}/fix/")
    training.refresh_from_db()
    assert training.state == State.FIXED
    assert "steht fest" in coordinator.client.get(f"/trainings/{training.id}/").content.decode()
    coordinator.client.post(f"/trainings/{training.id}/attendance/", {"heads_teachers": "3"})
    training.refresh_from_db()
    assert (training.state, str(training.get_state_display())) == (State.CONFIRMED, "abgeschlossen")


def test_month_shows_days_in_order_with_headings_and_holidays(member: Persona, team: Team) -> None:
    training = TrainingFactory.create(
        institution=team.institution, title="Erste", on=date(2026, 12, 1), state=State.PLANNED
    )
    SessionFactory.create(training=training, date=date(2026, 12, 9))
    TrainingFactory.create(
        institution=team.institution, title="Abgesagt", on=date(2026, 12, 3), state=State.CANCELLED
    )
    TrainingFactory.create(
        institution=TeamFactory.create().institution, title="Fremd", on=date(2026, 12, 3)
    )
    answer = member.client.get("/trainings/calendar/?month=2026-12")
    page = answer.content.decode()
    assert [day.date.day for day in answer.context["month"].days] == [1, 9]
    assert "Dienstag, 1. Dezember</time></h2>" in page
    assert "Weihnachtsferien" in page
    assert "?month=2026-11" in page
    assert "?month=2027-01" in page
    assert "Abgesagt" not in page
    assert "Fremd" not in page


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0001-01", "9999-12"])
def test_month_that_cannot_be_is_this_one(member: Persona, month: str) -> None:
    answer = member.client.get(f"/trainings/calendar/?month={month}")
    assert answer.context["month"].first == date(2026, 11, 1)
    assert "In diesem Monat ist nichts geplant" in answer.content.decode()


def test_month_takes_as_many_queries_for_three_as_for_one(
    member: Persona, team: Team, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for number in range(3):
        TrainingFactory.create(institution=team.institution, on=date(2026, 11, 25 + number))
        with django_assert_max_num_queries(15) as queries:
            member.client.get("/trainings/calendar/")
        counts.append(len(queries))
    assert counts[0] == counts[2]
