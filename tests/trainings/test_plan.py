"""Planning, changing and cancelling on the pages."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from accounts.models import Team
from tests.factories.accounts import MembershipFactory, TeamFactory
from tests.factories.trainings import AttendanceFactory, TrainerFactory, TrainingFactory
from tests.personas import Persona
from trainings.enums import Kind, State
from trainings.models import Training

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2026-11-22T12:00+01:00", tick=False):
        yield


def filled(**changed: Any) -> dict[str, Any]:
    """Return the fields of a plan; a field set to None is left out."""
    data = {
        "submission": str(uuid.uuid4()),
        "kind": "qualification",
        "topics": ["nvc"],
        "date_1": "2026-12-01",
        "starts_at_1": "14:00",
        "minutes_1": "180",
    }
    return {name: value for name, value in (data | changed).items() if value is not None}


def plan(person: Persona, **changed: Any) -> Response:
    return person.client.post("/trainings/new/", filled(**changed))


def errors(answer: Response) -> set[str]:
    assert answer.status_code == 200
    return set(answer.context["form"].errors)


def test_plan_writes_everything_down(coordinator: Persona, team: Team) -> None:
    member = MembershipFactory.create(team=team).user
    answer = plan(
        coordinator,
        title="Sprechen üben",
        place="Raum 12",
        link="meet.example/abc",
        date_3="2026-12-08",
        minutes_3="90",
        trainers=[str(member.id)],
        trainer_names="Dr. Ada Lovelace",
        note="Beamer mitbringen",
    )
    training = Training.objects.get()
    assert answer.headers["Location"] == f"/trainings/{training.id}/"
    assert (training.state, training.kind) == (State.PLANNED, Kind.QUALIFICATION)
    assert (training.institution, training.team) == (team.institution, team)
    assert (training.title, training.place) == ("Sprechen üben", "Raum 12")
    assert (training.link, training.note) == ("https://meet.example/abc", "Beamer mitbringen")
    assert [(s.date, s.starts_at, s.minutes) for s in training.sessions.all()] == [
        (date(2026, 12, 1), time(14, 0), 180),
        (date(2026, 12, 8), None, 90),
    ]
    assert [str(trainer) for trainer in training.trainers.all()] == [
        member.name,
        "Dr. Ada Lovelace",
    ]


def test_plan_sent_twice_makes_one_training(coordinator: Persona) -> None:
    submission = str(uuid.uuid4())
    for _ in range(2):
        plan(coordinator, submission=submission)
    assert Training.objects.count() == 1


def test_plan_by_the_office_is_for_the_chosen_institution(counsellor: Persona, team: Team) -> None:
    plan(counsellor, institution=str(team.institution_id))
    training = Training.objects.get()
    assert (training.institution, training.team) == (team.institution, team)


def test_plan_by_a_coordinator_is_for_the_own_institution(coordinator: Persona, team: Team) -> None:
    plan(coordinator, institution=str(TeamFactory.create().institution_id))
    assert Training.objects.get().institution == team.institution


def test_plan_by_somebody_whose_term_is_over_is_for_nobody(coordinator: Persona) -> None:
    coordinator.user.memberships.update(ended_on=date(2026, 11, 1), end_reason="term_over")
    foreign = TeamFactory.create().institution_id
    assert plan(coordinator, institution=str(foreign)).status_code == 404
    assert not Training.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"topics": None}, "topics"),
        ({"kind": None}, "kind"),
        ({"kind": "party"}, "kind"),
        ({"date_1": None}, "date_1"),
        ({"minutes_1": None}, "minutes_1"),
        ({"minutes_1": "1441"}, "minutes_1"),
        ({"date_1": "2026-11-21"}, "date_1"),
        ({"date_2": "2026-12-08"}, "minutes_2"),
        ({"minutes_2": "90"}, "date_2"),
        ({"starts_at_1": "25:00"}, "starts_at_1"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"trainer_names": "\n".join(["Ada"] * 21)}, "trainer_names"),
        ({"title": "a\x00b"}, "title"),
    ],
)
def test_plan_names_the_field_that_is_wrong(
    coordinator: Persona, changed: dict[str, Any], field: str
) -> None:
    assert errors(plan(coordinator, **changed)) == {field}
    assert not Training.objects.exists()


def test_plan_says_everything_that_is_missing(coordinator: Persona) -> None:
    answer = coordinator.client.post("/trainings/new/", {})
    assert errors(answer) == {"kind", "topics", "date_1", "minutes_1"}
    page = answer.content.decode()
    assert page.count("Diese Angabe fehlt noch.") == 6  # three fields, in the summary and beside
    assert page.count("Bitte mindestens ein Thema ankreuzen.") == 2


def test_change_shows_what_is_known_and_saves_it(coordinator: Persona, team: Team) -> None:
    training = TrainingFactory.create(
        institution=team.institution, team=team, note="alt", topics=["nvc", "queer"]
    )
    former = MembershipFactory.create().user
    TrainerFactory.create(training=training, user=former, name="")
    TrainerFactory.create(training=training, name="Ada")
    AttendanceFactory.create(session=training.sessions.get())
    form = coordinator.client.get(f"/trainings/{training.id}/edit/").context["form"]
    shown = {field.name: field.value() for field in form if field.value() not in (None, "", [])}
    assert shown == {
        "kind": "outreach",
        "topics": ["nvc", "queer"],
        "title": training.title,
        "note": "alt",
        "trainers": [former.id],
        "trainer_names": "Ada",
        "date_1": date(2026, 11, 22),
        "minutes_1": 90,
        "session_1": str(training.sessions.get().id),
    }
    coordinator.client.post(f"/trainings/{training.id}/edit/", shown | {"note": "neu"})
    training.refresh_from_db()
    assert (training.note, training.state) == ("neu", State.HELD)
    assert training.trainers.count() == 2
    assert training.sessions.get().attendances.count() == 1


def test_change_of_a_held_training_to_the_future_is_refused(
    coordinator: Persona, team: Team
) -> None:
    training = TrainingFactory.create(institution=team.institution, team=team)
    answer = coordinator.client.post(f"/trainings/{training.id}/edit/", filled())
    assert "kann nicht in der Zukunft liegen" in answer.content.decode()
    assert training.sessions.get().date == date(2026, 11, 22)


def test_cancel_is_said_on_the_page(coordinator: Persona, team: Team) -> None:
    training = TrainingFactory.create(institution=team.institution, state=State.PLANNED)
    answer = coordinator.client.post(f"/trainings/{training.id}/cancel/", follow=True)
    training.refresh_from_db()
    assert training.state == State.CANCELLED
    page = answer.content.decode()
    assert "Die Schulung ist abgesagt." in page
    assert "Ja, absagen" not in page


def test_who_would_hold_two_trainings_at_once_is_asked_about_once(
    coordinator: Persona, team: Team
) -> None:
    member = MembershipFactory.create(team=team).user
    other = TrainingFactory.create(
        institution=team.institution, team=team, title="Nebenan", state=State.PLANNED
    )
    other.sessions.update(date=date(2026, 12, 8), starts_at=time(16))
    TrainerFactory.create(training=other, user=member, name="")
    asked = {"trainers": [str(member.id)], "title": "Hier", "submission": str(uuid.uuid4())}
    for _ in range(2):  # a week before; the same form twice is no overlap
        assert plan(coordinator, **asked).status_code == 302
    training = Training.objects.get(title="Hier")
    moved = {
        "session_1": str(training.sessions.get().pk), "date_1": "2026-12-08", "submission": None
    }  # fmt: skip
    again = {"submission": str(uuid.uuid4()), "date_1": "2026-12-08"}
    told = f"{member.name} ist dann auch hier eingetragen: Nebenan, 08.12.2026, 16:00."
    for path, changed in (("new/", again), (f"{training.pk}/edit/", moved)):
        answer = coordinator.client.post(f"/trainings/{path}", filled(**asked | changed))
        assert answer.context["form"].errors == {"overlap_ok": [told]}
        assert "Zur gleichen Zeit an zwei Orten?" in answer.content.decode()
    assert training.sessions.get().date == date(2026, 12, 1)
    address = f"/trainings/{training.pk}/edit/"
    for ticked in ({"overlap_ok": "on"}, {}):  # not asked again
        answer = coordinator.client.post(address, filled(**asked | moved | ticked))
        assert answer.status_code == 302
    assert training.sessions.get().date == date(2026, 12, 8)
    later = moved | {"starts_at_1": "17:00"}
    assert errors(coordinator.client.post(address, filled(**asked | later))) == {"overlap_ok"}
    after = moved | {"starts_at_1": "17:30"}
    assert coordinator.client.post(address, filled(**asked | after)).status_code == 302
