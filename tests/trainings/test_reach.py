"""How many people a training reached, and in which school year."""

from datetime import date

import pytest

from ateams.school_year import school_year_of
from tests.factories.trainings import AttendanceFactory, SessionFactory, TrainingFactory
from trainings.enums import AttendanceStatus, Group
from trainings.models import Training
from trainings.reach import heads, names, reach

pytestmark = pytest.mark.django_db


def with_names(training: Training, *people: str) -> None:
    for name in people:
        AttendanceFactory.create(session=training.sessions.get(), name=name)


def test_reach_is_the_head_count_when_more_were_counted_than_named() -> None:
    training = TrainingFactory.create(heads={Group.TEACHERS: 20, Group.PARENTS: 4})
    with_names(training, "Ada", "Bo")
    assert (heads(training), names(training), reach(training)) == (24, 2, 24)


def test_reach_is_the_names_when_more_were_named_than_counted() -> None:
    training = TrainingFactory.create(heads={Group.PUPILS: 2})
    with_names(training, "Ada", "Bo", "Cem")
    assert reach(training) == 3


def test_reach_counts_nobody_who_was_not_there() -> None:
    training = TrainingFactory.create(heads={})
    session = training.sessions.get()
    for status in AttendanceStatus:
        AttendanceFactory.create(session=session, status=status)
    assert reach(training) == 3  # present, late, left early


def test_reach_counts_a_person_in_two_sessions_once() -> None:
    training = TrainingFactory.create(heads={})
    with_names(training, "Ada", "Bo")
    AttendanceFactory.create(session=SessionFactory.create(training=training), name="ada")
    assert reach(training) == 2


def test_reach_counts_namesakes_in_one_session_as_two() -> None:
    training = TrainingFactory.create(heads={})
    with_names(training, "Ali", "Ali")
    assert reach(training) == 2


def test_reach_without_anybody_is_zero() -> None:
    assert reach(TrainingFactory.create(heads={})) == 0


@pytest.mark.parametrize(
    ("day", "label", "first", "last"),
    [
        (date(2026, 7, 31), "2025/26", date(2025, 8, 1), date(2026, 7, 31)),
        (date(2026, 8, 1), "2026/27", date(2026, 8, 1), date(2027, 7, 31)),
        (date(1999, 12, 31), "1999/00", date(1999, 8, 1), date(2000, 7, 31)),
    ],
)
def test_school_year_begins_in_august(day: date, label: str, first: date, last: date) -> None:
    year = school_year_of(day)
    assert (str(year), year.first_day, year.last_day) == (label, first, last)
