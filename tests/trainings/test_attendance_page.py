"""The list to tick on a phone."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from accounts.models import Team
from tests.factories.accounts import MembershipFactory
from tests.factories.trainings import (
    AttendanceFactory,
    SessionFactory,
    SignUpFactory,
    TrainerFactory,
    TrainingFactory,
)
from tests.papers import accessibility, text_of
from tests.personas import Persona
from trainings.enums import Kind, State
from trainings.forms.attendance import Person
from trainings.models import Training

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def training(team: Team) -> Training:
    """Plan an outreach for today."""
    return TrainingFactory.create(
        institution=team.institution, team=team, state=State.PLANNED, heads={}
    )


def address(training: Training) -> str:
    return f"/trainings/{training.id}/attendance/"


def field_of(person: Persona, training: Training, name: str) -> str:
    """Return the name of the field with a person's status."""
    form = person.client.get(address(training)).context["form"]
    return str(next(field.html_name for field in form.status_fields if field.label == name))


def people_on(person: Persona, training: Training) -> list[Person]:
    people: list[Person] = person.client.get(address(training)).context["form"].people
    return people


def send(person: Persona, training: Training, **data: Any) -> Response:
    return person.client.post(address(training), data)


def listed(training: Training) -> list[tuple[str, str, int | None]]:
    session = training.sessions.first()
    assert session
    return [(str(row), row.status, row.minutes) for row in session.attendances.all()]


def test_names_are_typed_line_by_line_and_heads_counted(
    member: Persona, training: Training
) -> None:
    answer = send(member, training, names="Ada\nBo", heads_pupils="28")
    assert answer.headers["Location"] == f"/trainings/{training.id}/"
    training.refresh_from_db()
    assert training.state == State.HELD
    assert listed(training) == [("Ada", "present", None), ("Bo", "present", None)]
    assert training.head_counts.get().count == 28


def test_missed_minutes_are_taken_off(member: Persona, training: Training) -> None:
    AttendanceFactory.create(session=training.sessions.get(), name="Ada")
    status = field_of(member, training, "Ada")
    missed = status.replace("status", "missed")
    send(member, training, **{status: "left_early", missed: "30"})
    assert listed(training) == [("Ada", "left_early", 60)]
    form = member.client.get(address(training)).context["form"]
    assert form[missed].value() == 30
    send(member, training, **{status: "present", missed: "30"})
    assert listed(training) == [("Ada", "present", None)]


def test_one_button_says_that_all_others_were_there(
    coordinator: Persona, member: Persona, training: Training
) -> None:
    MembershipFactory.create(team=coordinator.team, user__name="Zoe")
    Training.objects.update(kind=Kind.QUALIFICATION)
    late = field_of(coordinator, training, member.user.name)
    data = {field_of(coordinator, training, "Zoe"): "", late: "late", "rest": "present"}
    send(coordinator, training, **data)
    assert sorted(listed(training)) == [(member.user.name, "late", None), ("Zoe", "present", None)]


def test_typed_name_of_a_member_stands_for_the_account(
    counsellor: Persona, coordinator: Persona, training: Training
) -> None:
    """Of members of other teams, too, for the office alone; never where a class is trained."""
    guest = MembershipFactory.create(user__name="Zoe Gast").user
    Training.objects.update(kind=Kind.COACHING)
    send(coordinator, training, names="zoe gast")
    assert training.sessions.get().attendances.get().user is None
    training.sessions.get().attendances.all().delete()
    for _ in range(2):
        send(counsellor, training, names="zoe gast")
    row = training.sessions.get().attendances.get()
    assert (row.user, row.name) == (guest, "")
    training.sessions.get().attendances.all().delete()
    Training.objects.update(kind=Kind.OUTREACH)
    send(counsellor, training, names="Zoe Gast")
    assert training.sessions.get().attendances.get().user is None


def test_who_is_in_two_sessions_at_once_is_asked_about_once(
    coordinator: Persona, member: Persona, training: Training, team: Team
) -> None:
    training.sessions.update(starts_at=time(10))
    other = TrainingFactory.create(institution=team.institution, team=team, title="Nebenan")
    other.sessions.update(starts_at=time(11))
    AttendanceFactory.create(session=other.sessions.get(), user=member.user, name="")
    TrainerFactory.create(training=training, user=coordinator.user, name="")
    TrainerFactory.create(training=other, user=coordinator.user, name="")
    Training.objects.filter(pk=training.pk).update(kind=Kind.COACHING)
    data = {field_of(coordinator, training, member.user.name): "present", "heads_pupils": "3"}
    answer = send(coordinator, training, **data)
    assert sorted(answer.context["form"].errors["overlap_ok"]) == [
        f"{member.user.name} war auch hier eingetragen: Nebenan, 11:00.",
        f"{coordinator.user.name} war auch hier eingetragen: Nebenan, 11:00.",
    ]
    assert 'value="3"' in answer.content.decode()
    assert listed(training) == []
    send(coordinator, training, **data, overlap_ok="on")
    assert listed(training) == [(member.user.name, "present", None)]
    assert send(coordinator, training, **data).status_code == 302  # not asked again


def test_sessions_one_after_the_other_are_no_question(
    coordinator: Persona, member: Persona, training: Training, team: Team
) -> None:
    training.sessions.update(starts_at=time(10))
    other = TrainingFactory.create(institution=team.institution, team=team)
    other.sessions.update(starts_at=time(11, 30))
    AttendanceFactory.create(session=other.sessions.get(), user=member.user, name="")
    Training.objects.filter(pk=training.pk).update(kind=Kind.COACHING)
    status = field_of(coordinator, training, member.user.name)
    assert send(coordinator, training, **{status: "present"}).status_code == 302


def test_list_to_sign_can_be_printed_before_the_day(
    coordinator: Persona, member: Persona, training: Training
) -> None:
    Training.objects.update(kind=Kind.COACHING)
    training.sessions.update(date=timezone.localdate() + timedelta(days=1))
    answer = coordinator.client.get(f"{address(training)}{training.sessions.get().pk}/list.pdf")
    found = accessibility(answer.content)
    assert (found["part"], found["headings"]) == ("1", ["H1"])
    told = text_of(answer.content)
    assert member.user.name in told
    assert "Unterschrift" in told
    assert "18" in told.split()


def test_nobody_without_a_status_stays_on_the_list(member: Persona, training: Training) -> None:
    AttendanceFactory.create(session=training.sessions.get(), name="Ada")
    send(member, training, **{field_of(member, training, "Ada"): ""})
    assert listed(training) == []


def test_the_same_form_sent_twice_is_one(member: Persona, training: Training) -> None:
    AttendanceFactory.create(session=training.sessions.get(), name="Ada")
    status = field_of(member, training, "Ada")
    for _ in range(2):
        send(member, training, **{status: "late", "names": "Bo\nBo"})
    assert listed(training) == [
        ("Ada", "late", None),
        ("Bo", "present", None),
        ("Bo", "present", None),
    ]


def test_a_colleague_s_names_are_not_lost(member: Persona, training: Training) -> None:
    AttendanceFactory.create(session=training.sessions.get(), name="Von anderen")
    send(member, training, names="Ada")
    assert listed(training) == [("Von anderen", "present", None), ("Ada", "present", None)]


def test_namesakes_are_two_people(member: Persona, training: Training) -> None:
    session = training.sessions.get()
    AttendanceFactory.create_batch(2, session=session, name="Ali")
    form = member.client.get(address(training)).context["form"]
    first, second = (field.html_name for field in form.status_fields)
    send(member, training, **{first: "present", second: "absent"})
    assert [status for _, status, _ in listed(training)] == ["present", "absent"]


@pytest.mark.parametrize(("kind", "stand"), [(Kind.OUTREACH, 0), (Kind.QUALIFICATION, 2)])
def test_team_stands_on_the_list_of_its_own_qualification(
    member: Persona, team: Team, training: Training, kind: Kind, stand: int
) -> None:
    MembershipFactory.create(team=team)
    Training.objects.update(kind=kind)
    form = member.client.get(address(training)).context["form"]
    assert len(form.people) == stand


def test_team_member_is_marked_by_account(
    coordinator: Persona, member: Persona, training: Training
) -> None:
    Training.objects.update(kind=Kind.COACHING)
    status = field_of(coordinator, training, member.user.name)
    send(coordinator, training, **{status: "excused"})
    row = training.sessions.get().attendances.get()
    assert (row.user, row.name, row.status) == (member.user, "", "excused")
    training.refresh_from_db()
    assert training.state == State.CONFIRMED


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"heads_pupils": "-1"}, "heads_pupils"),
        ({"heads_pupils": "100000"}, "heads_pupils"),
        ({"names": "x" * 121}, "names"),
        ({"names": "a\x00b"}, "names"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_written(
    member: Persona, training: Training, data: dict[str, str], field: str
) -> None:
    answer = send(member, training, **data)
    assert set(answer.context["form"].errors) == {field}
    training.refresh_from_db()
    assert (training.state, listed(training)) == (State.PLANNED, [])


@pytest.mark.parametrize(("name", "value"), [("status", "asleep"), ("missed", "91")])
def test_impossible_status_and_minutes_are_named(
    member: Persona, training: Training, name: str, value: str
) -> None:
    AttendanceFactory.create(session=training.sessions.get(), name="Ada")
    status = field_of(member, training, "Ada")
    field = status.replace("status", name)
    answer = send(member, training, **({status: "late"} | {field: value}))
    assert set(answer.context["form"].errors) == {field}
    assert listed(training) == [("Ada", "present", None)]


def test_a_day_to_come_has_no_list_yet(member: Persona, training: Training) -> None:
    training.sessions.update(date=timezone.localdate() + timedelta(days=1))
    assert "Noch nicht so weit" in member.client.get(address(training)).content.decode()
    assert "Noch nicht so weit" in send(member, training, names="Ada").content.decode()
    assert listed(training) == []


def test_the_newest_day_that_has_come_is_shown_first(member: Persona, training: Training) -> None:
    today = timezone.localdate()
    older = SessionFactory.create(training=training, date=today - timedelta(days=7))
    SessionFactory.create(training=training, date=today + timedelta(days=7))
    shown = member.client.get(address(training)).context["session"]
    assert shown.date == today
    chosen = member.client.get(f"{address(training)}{older.id}/").context["session"]
    assert chosen == older


def test_those_with_a_place_stand_on_the_list_of_whoever_may_see_who_signed_up(
    coordinator: Persona, member: Persona, training: Training
) -> None:
    """One who is ticked is not listed again, and who came meanwhile is lost to nobody."""
    Training.objects.update(capacity=4)  # the fourth is the member
    now = timezone.now()
    signed = [("Ada", None), ("Ada", None), ("", None), ("", member.user), ("Wartet", None)]
    for number, (name, user) in enumerate(signed):
        SignUpFactory.create(
            training=training, name=name, user=user, at=now + timedelta(seconds=number)
        )
    AttendanceFactory.create(session=training.sessions.get(), name="Ada")
    assert [person.name for person in people_on(member, training)] == ["Ada"]
    names = [person.name for person in people_on(coordinator, training)]
    assert names == ["Ada", "Ada", member.user.name]
    ticked = field_of(coordinator, training, member.user.name)
    SignUpFactory.create(training=training, name="Zuletzt", at=now - timedelta(days=1))
    assert member.user.name not in [one.name for one in people_on(coordinator, training)]
    send(coordinator, training, **{ticked: "present", "names": "Zuletzt"})
    assert sorted(listed(training)) == [
        (member.user.name, "present", None),
        ("Ada", "present", None),
        ("Zuletzt", "present", None),
    ]
