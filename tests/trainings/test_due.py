"""What is due in trainings: setting the completion removes it, moving the date moves it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import Contact, Team
from ateams.due import DueItem, Part, Source
from tests.factories.accounts import ContactFactory, MembershipFactory, TeamFactory
from tests.factories.trainings import (
    FollowUpAnswerFactory,
    SessionFactory,
    TrainingFactory,
    TrainingRequestFactory,
    agreed_person,
)
from tests.personas import Persona, persona
from trainings.due import (
    SOURCES,
    AttendanceMissing,
    ContactChanged,
    ContactMissing,
    FollowUp,
    HelpWanted,
    ToConfirm,
)
from trainings.enums import FOLLOW_UP_MONTHS, Answer, Kind, Moment, State
from trainings.models import Feedback, Training
from trainings.services import (
    cancel_training,
    confirm_training,
    handle_answer,
    mark_attendance,
    record_follow_up_answer,
)
from trainings.steps import follow_up_day, open_step

TODAY = date(2026, 11, 22)
NOON = "2026-11-22T12:00+01:00"


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def due(source: Source, until: date = TODAY, **only: object) -> list[DueItem]:
    return list(source.items(until=until, **only))  # type: ignore[arg-type]


def steps(until: date = TODAY) -> list[tuple[str, date]]:
    """Return the months and days of the follow-ups due until a day."""
    items = due(FollowUp(), until)
    return [(item.object_id.partition(":")[2], item.due_on) for item in items]


def answer(training: Training, months: int, given: str = Answer.DONE) -> None:
    record_follow_up_answer(
        training_id=training.id, months=months, contact_id=None, answer=given, text=""
    )


@pytest.fixture
def contact(team: Team) -> Contact:
    """Return the responsible contact of the team's institution."""
    return ContactFactory.create(institution=team.institution)


@pytest.fixture
def training(team: Team, contact: Contact) -> Training:
    """Return a training held a month ago to the day."""
    return TrainingFactory.create(institution=team.institution, team=team, on=date(2026, 10, 22))


# --- the question after 1, 3, 6 and 12 months ------------------------------------------------


def test_follow_up_is_due_one_month_after_the_training(
    training: Training, contact: Contact, coordinator: Persona, counsellor: Persona, lead: Persona
) -> None:
    (item,) = due(FollowUp())
    assert item.kind == "training.follow_up"
    assert item.object_id == f"{training.id}:1"
    assert item.due_on == TODAY
    assert item.title == f"Nachfrage nach einem Monat: {training.title}"
    assert item.url == f"/trainings/{training.id}/#follow-up"
    assert item.where == training.institution.name
    keys = {part: {who.key for who in people} for part, people in item.people.items()}
    assert keys == {
        Part.CONTACT: {f"contact:{contact.id}"},
        Part.COORDINATOR: {f"user:{coordinator.user.id}"},
        Part.RESPONSIBLE: {f"user:{coordinator.user.id}"},
        Part.OFFICE: {f"user:{counsellor.user.id}", f"user:{lead.user.id}"},
        Part.LEAD: {f"user:{lead.user.id}"},
    }


def test_follow_up_is_not_due_the_day_before(training: Training) -> None:
    assert steps(TODAY - timedelta(days=1)) == []


def test_follow_up_counts_from_the_last_session(training: Training) -> None:
    SessionFactory.create(training=training, date=date(2026, 11, 2))
    assert steps() == []
    assert steps(date(2026, 12, 2)) == [("1", date(2026, 12, 2))]


def test_follow_up_answered_makes_way_for_the_next(training: Training) -> None:
    answer(training, 1)
    assert steps() == []
    assert steps(date(2027, 1, 22)) == [("3", date(2027, 1, 22))]


def test_follow_up_asks_only_the_newest_missed_question(training: Training) -> None:
    with time_machine.travel("2027-05-01T12:00+02:00"):
        assert steps(date(2027, 5, 1)) == [("6", date(2027, 4, 22))]


def test_follow_up_missed_stays_open_until_the_next_one_comes(training: Training) -> None:
    """Looking ahead does not let go of what is overdue today."""
    assert steps(date(2027, 12, 31)) == [("1", TODAY)]


def test_follow_up_answered_later_does_not_bring_back_earlier_ones(training: Training) -> None:
    with time_machine.travel("2027-02-01T12:00+01:00"):
        answer(training, 3)
        assert steps(date(2027, 2, 1)) == []
        assert steps(date(2028, 1, 1)) == [("6", date(2027, 4, 22))]


def test_follow_up_ends_with_the_last_answer(training: Training) -> None:
    answer(training, 12)
    assert steps(date(2030, 1, 1)) == []


def test_follow_up_ends_with_stop_and_goes_on_when_that_was_a_mistake(training: Training) -> None:
    answer(training, 1, Answer.STOP)
    assert steps(date(2030, 1, 1)) == []
    answer(training, 1, Answer.DONE)
    assert steps(date(2030, 1, 1)) == [("3", date(2027, 1, 22))]


def test_follow_up_is_not_asked_of_nobody(training: Training, contact: Contact) -> None:
    contact.active = False
    contact.save()
    assert steps() == []


@pytest.mark.parametrize("state", [State.PLANNED, State.CANCELLED])
def test_follow_up_is_for_trainings_that_took_place(training: Training, state: State) -> None:
    training.state = state
    training.save()
    assert steps() == []


def test_follow_up_is_not_for_coachings(training: Training) -> None:
    training.kind = Kind.COACHING
    training.save()
    assert steps() == []


def test_follow_up_is_found_by_its_own_id_alone(training: Training) -> None:
    assert len(due(FollowUp(), object_id=f"{training.id}:1")) == 1
    for other in (f"{training.id}:3", f"{training.id}:", "x:1", f"{TeamFactory.create().id}:1"):
        expected = 1 if other.endswith(":") else 0
        assert len(due(FollowUp(), object_id=other)) == expected


# --- days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_follow_up_day_ends_with_the_month(last_day: date, months: int, expected: date) -> None:
    assert follow_up_day(last_day, months) == expected


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(days)
def test_follow_up_days_keep_the_day_or_the_end_of_the_month(last_day: date) -> None:
    for months in FOLLOW_UP_MONTHS:
        day = follow_up_day(last_day, months)
        passed = (day.year - last_day.year) * 12 + day.month - last_day.month
        assert passed == months
        ends_month = (day + timedelta(days=1)).day == 1
        assert day.day == last_day.day or (ends_month and day.day < last_day.day)


@given(days)
def test_follow_up_days_come_in_order_and_not_before_28_days(last_day: date) -> None:
    all_days = [follow_up_day(last_day, months) for months in FOLLOW_UP_MONTHS]
    assert all(earlier < later for earlier, later in pairwise(all_days))
    assert all_days[0] >= last_day + timedelta(days=28)


@given(days, days, st.sets(st.sampled_from(FOLLOW_UP_MONTHS)))
def test_open_step_is_after_every_answer_and_the_newest_reached(
    last_day: date, on: date, answered: set[int]
) -> None:
    step = open_step(last_day, answered, on)
    if 12 in answered:
        assert step is None
        return
    assert step is not None
    assert all(step > months for months in answered)
    later = [months for months in FOLLOW_UP_MONTHS if months > step]
    assert all(last_day + relativedelta(months=months) > on for months in later)


# --- nobody to ask -----------------------------------------------------------------------------


def test_contact_missing_is_due_once_with_the_earliest_question(
    team: Team, coordinator: Persona
) -> None:
    for day in (date(2026, 10, 21), date(2026, 10, 20), date(2026, 10, 22)):
        TrainingFactory.create(institution=team.institution, on=day)
    (item,) = due(ContactMissing())
    assert (item.object_id, item.due_on) == (str(team.institution_id), date(2026, 11, 20))
    assert item.url == f"/institutions/{team.institution_id}/"
    assert [who.name for who in item.people[Part.RESPONSIBLE]] == [coordinator.user.name]
    assert due(ContactMissing(), object_id=str(team.institution_id)) == [item]
    assert due(ContactMissing(), object_id=str(team.id)) == []
    assert due(ContactMissing(), object_id="x") == []


def test_contact_missing_goes_to_the_office_where_nobody_coordinates(
    team: Team, counsellor: Persona
) -> None:
    TrainingFactory.create(institution=team.institution, on=date(2026, 10, 22))
    (item,) = due(ContactMissing())
    assert [who.name for who in item.people[Part.RESPONSIBLE]] == [counsellor.user.name]


def test_contact_missing_is_done_when_somebody_is_named(team: Team) -> None:
    TrainingFactory.create(institution=team.institution, on=date(2026, 10, 22))
    ContactFactory.create(institution=team.institution)
    assert due(ContactMissing()) == []


# --- to confirm --------------------------------------------------------------------------------


def test_to_confirm_is_due_when_logged_and_done_when_confirmed(
    training: Training, coordinator: Persona
) -> None:
    (item,) = due(ToConfirm())
    assert (item.object_id, item.due_on) == (str(training.id), TODAY)
    assert item.url == f"/trainings/confirm/#training-{training.id}"
    assert due(ToConfirm(), TODAY - timedelta(days=1)) == []
    confirm_training(training_id=training.id, by=coordinator.user)
    assert due(ToConfirm()) == []


def test_to_confirm_is_done_when_cancelled(training: Training, coordinator: Persona) -> None:
    cancel_training(training_id=training.id, by=coordinator.user)
    assert due(ToConfirm()) == []


# --- attendance missing ------------------------------------------------------------------------


def test_attendance_missing_is_due_the_day_after_and_done_when_marked(
    team: Team, member: Persona
) -> None:
    planned = TrainingFactory.create(
        institution=team.institution, state=State.PLANNED, on=TODAY - timedelta(days=3)
    )
    (item,) = due(AttendanceMissing())
    assert (item.object_id, item.due_on) == (str(planned.id), TODAY - timedelta(days=2))
    assert item.url == f"/trainings/{planned.id}/attendance/"
    mark_attendance(session_id=planned.sessions.get().id, marks=[], by=member.user)
    assert due(AttendanceMissing()) == []


def test_attendance_is_not_missing_before_the_last_day_is_over(team: Team) -> None:
    planned = TrainingFactory.create(
        institution=team.institution, state=State.PLANNED, on=TODAY - timedelta(days=3)
    )
    SessionFactory.create(training=planned, date=TODAY)
    assert due(AttendanceMissing(), TODAY + timedelta(days=30)) == []


# --- help wanted -------------------------------------------------------------------------------


def test_help_wanted_is_due_until_the_office_has_handled_it(
    training: Training, counsellor: Persona
) -> None:
    given = Answer.WANT_HELP
    wish = FollowUpAnswerFactory.create(training=training, answer=given)
    assert due(ContactChanged()) == []
    (item,) = due(HelpWanted())
    assert (item.object_id, item.due_on) == (str(wish.id), TODAY)
    assert [who.name for who in item.people[Part.RESPONSIBLE]] == [counsellor.user.name]
    assert item.title == f"{given.label}: {training.title}"
    assert due(HelpWanted(), object_id=str(wish.id)) == [item]
    assert due(HelpWanted(), object_id=str(training.id)) == []
    handle_answer(answer=wish, by=counsellor.user)
    assert due(HelpWanted()) == []


@pytest.mark.parametrize("given", [Answer.DONE, Answer.STOP])
def test_help_is_not_wanted_when_all_is_well(training: Training, given: Answer) -> None:
    FollowUpAnswerFactory.create(training=training, answer=given)
    assert due(HelpWanted()) == []


def test_help_is_not_wanted_any_more_when_the_answer_was_corrected(training: Training) -> None:
    answer(training, 1, Answer.WANT_HELP)
    answer(training, 1, Answer.DONE)
    assert due(HelpWanted()) == []


# --- all kinds ---------------------------------------------------------------------------------


# What members may not see; hours are due in May alone, and certificates where there is a cohort.
SEEN = {
    "training.asked": [0, 2, 0],
    "training.certificates": [0, 0, 0],
    "training.consent_withdrawn": [0, 2, 0],
    "training.hours_to_approve": [0, 0, 0],
}


def make_one_of_each(team: Team) -> None:
    """Make one due thing of each kind at the team's institution."""
    here = {"institution": team.institution, "team": team}
    TrainingFactory.create(**here, on=date(2026, 10, 22))  # follow-up and confirmation
    TrainingFactory.create(**here, on=date(2026, 11, 1), state=State.PLANNED)
    confirmed = TrainingFactory.create(**here, on=date(2026, 8, 1), state=State.CONFIRMED)
    FollowUpAnswerFactory.create(training=confirmed, answer=Answer.WANT_HELP, months=3)
    FollowUpAnswerFactory.create(training=confirmed, answer=Answer.CONTACT_CHANGED, months=1)
    TrainingRequestFactory.create(at=timezone.now() - timedelta(days=9))
    stopped = TrainingFactory.create(**here, on=date(2026, 8, 20), state=State.CONFIRMED)
    FollowUpAnswerFactory.create(training=stopped, answer=Answer.STOP, months=1)
    Feedback.objects.create(training=stopped, moment=Moment.AFTER, useful=4)
    somebody = MembershipFactory.create(team=team, starts_on=date(2026, 8, 1)).user
    agreed_person(somebody.pk, somebody)


@pytest.mark.django_db
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
def test_due_shows_a_reader_what_they_may_see(source: Source) -> None:
    teams = [TeamFactory.create() for _ in range(2)]
    for team in teams:
        make_one_of_each(team)
        if not isinstance(source, ContactMissing):
            ContactFactory.create(institution=team.institution)
    readers = [persona(Role.MEMBER, team=teams[0]), persona(Role.LEAD), persona(Role.ADMIN)]
    seen = [len(due(source, reader_id=reader.user.id)) for reader in readers]
    assert seen == SEEN.get(source.kind, [1, 2, 0])
    assert due(source, reader_id=teams[0].id) == []


@pytest.mark.django_db
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
def test_due_takes_as_many_queries_for_three_as_for_one(
    source: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for _ in range(3):
        team = TeamFactory.create()
        make_one_of_each(team)
        if not isinstance(source, ContactMissing):
            ContactFactory.create(institution=team.institution)
        with django_assert_max_num_queries(7) as queries:
            due(source)
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_follow_up_of_an_imported_past_is_asked_once(team: Team, contact: Contact) -> None:
    TrainingFactory.create(institution=team.institution, on=timezone.localdate().replace(year=2023))
    assert steps() == [("12", date(2024, 11, 22))]
