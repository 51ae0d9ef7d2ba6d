"""The page of one training: whom it reached, what was answered, who may do what."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Team
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.trainings import (
    AttendanceFactory,
    FollowUpAnswerFactory,
    TrainerFactory,
    TrainingFactory,
)
from tests.personas import Persona
from trainings.enums import Answer, State
from trainings.models import Training
from trainings.selectors import follow_up_steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2026-11-22T12:00+01:00", tick=False):
        yield


@pytest.fixture
def training(team: Team) -> Training:
    """Return a training held two months ago."""
    return TrainingFactory.create(
        institution=team.institution, team=team, on=date(2026, 9, 20), state=State.CONFIRMED
    )


def page(person: Persona, training: Training) -> str:
    return person.client.get(f"/trainings/{training.id}/").content.decode()


def test_detail_shows_facts_and_reach(member: Persona, training: Training) -> None:
    TrainerFactory.create(training=training, name="Dr. Ada Lovelace")
    TrainerFactory.create(training=training, name="")
    AttendanceFactory.create(session=training.sessions.get(), name="Bo", status="late", minutes=45)
    shown = page(member, training)
    for text in (
        training.title,
        str(training.institution),
        "Antisemitismus",
        "20.09.2026",
        "90 Minuten",
        "Dr. Ada Lovelace, früheres Mitglied",
        "24 Personen erreicht",
        "24 Lehrkräfte",
        "Bo – zu spät, 45 min",
    ):
        assert text in shown, text


def test_detail_shows_no_reach_before_the_training(member: Persona, team: Team) -> None:
    planned = TrainingFactory.create(institution=team.institution, state=State.PLANNED)
    assert "erreicht" not in page(member, planned)
    assert "Wie ging es weiter?" not in page(member, planned)


def test_detail_shows_the_four_questions(training: Training) -> None:
    FollowUpAnswerFactory.create(training=training, months=1)
    steps = follow_up_steps(training)
    assert [(step.months, step.day, bool(step.answer), step.is_open) for step in steps] == [
        (1, date(2026, 10, 20), True, False),
        (3, date(2026, 12, 20), False, True),
        (6, date(2027, 3, 20), False, False),
        (12, date(2027, 9, 20), False, False),
    ]


def test_detail_shows_answer_and_text_to_coordinator_and_office(
    member: Persona, coordinator: Persona, counsellor: Persona, training: Training
) -> None:
    contact = ContactFactory.create(institution=training.institution)
    FollowUpAnswerFactory.create(
        training=training, answer=Answer.WANT_HELP, text="Material, bitte", contact=contact
    )
    for person in (coordinator, counsellor):
        assert "Material, bitte" in page(person, training)
        assert contact.name in page(person, training)
    assert "Material, bitte" not in page(member, training)
    assert contact.name not in page(member, training)
    assert "Wir wünschen uns Unterstützung" in page(member, training)


def test_detail_keeps_earlier_answers_in_sight(coordinator: Persona, training: Training) -> None:
    at = training.logged_at
    FollowUpAnswerFactory.create(training=training, answer=Answer.STOP, superseded_at=at)
    FollowUpAnswerFactory.create(training=training, answer=Answer.DONE)
    assert "Früher geantwortet: Bitte nicht mehr nachfragen" in page(coordinator, training)


def test_detail_lets_the_office_tick_off_a_wish(
    counsellor: Persona, coordinator: Persona, training: Training
) -> None:
    answer = FollowUpAnswerFactory.create(training=training, answer=Answer.WANT_HELP)
    address = f"/trainings/answers/{answer.id}/handle/"
    assert address in page(counsellor, training)
    assert address not in page(coordinator, training)
    assert "Antidiskriminierungsstelle meldet sich dazu." in page(coordinator, training)
    shown = counsellor.client.post(address, follow=True).content.decode()
    assert f"erledigt: {counsellor.user.name}" in shown
    assert address not in shown


def test_answer_by_phone_is_noted_by_the_coordinator(
    coordinator: Persona, training: Training
) -> None:
    data = {"months": "1", "answer": "want_help", "text": "Rief zurück."}
    answer = coordinator.client.post(f"/trainings/{training.id}/answer/", data, follow=True)
    assert "Die Antwort ist eingetragen." in answer.content.decode()
    noted = training.follow_up_answers.get()
    assert (noted.months, noted.answer, noted.text, noted.contact) == (
        1,
        "want_help",
        "Rief zurück.",
        None,
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "answer"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": "done", "text": "x" * 501}, "text"),
        ({"answer": "done", "months": "2"}, "months"),
    ],
)
def test_answer_by_phone_that_cannot_be_is_named(
    coordinator: Persona, training: Training, data: dict[str, str], field: str
) -> None:
    answer = coordinator.client.post(f"/trainings/{training.id}/answer/", {"months": "1"} | data)
    assert set(answer.context["form"].errors) == {field}
    assert not training.follow_up_answers.exists()


@pytest.mark.parametrize("state", [State.PLANNED, State.CANCELLED])
def test_answer_by_phone_needs_a_training_that_took_place(
    coordinator: Persona, training: Training, state: State
) -> None:
    Training.objects.update(state=state, confirmed_at=None)
    data = {"months": "1", "answer": "done"}
    answer = coordinator.client.post(f"/trainings/{training.id}/answer/", data)
    assert answer.status_code == 404


def test_answer_by_phone_is_not_the_member_s(member: Persona, training: Training) -> None:
    assert "Antwort am Telefon" not in page(member, training)
    data = {"months": "1", "answer": "done"}
    answer = member.client.post(f"/trainings/{training.id}/answer/", data)
    assert answer.status_code == 404


def test_detail_offers_what_the_person_may_do(
    member: Persona, coordinator: Persona, team: Team
) -> None:
    held = TrainingFactory.create(institution=team.institution, logged_by=UserFactory.create())
    offers = {
        person.user.role: [
            text
            for text in ("Bestätigen", "Zahlen und Namen ändern", "Angaben ändern", "Ja, absagen")
            if text in page(person, held)
        ]
        for person in (member, coordinator)
    }
    assert offers == {
        "member": ["Zahlen und Namen ändern"],
        "coordinator": ["Bestätigen", "Zahlen und Namen ändern", "Angaben ändern", "Ja, absagen"],
    }


def test_detail_shows_the_way_to_the_report_form(member: Persona, training: Training) -> None:
    query = f"?institution={training.institution.slug}"
    if training.team:
        query += f"&amp;team={training.team.slug}"
    assert f'href="/de/report/{query}" rel="noreferrer"' in page(member, training)
    form = Client().get(f"/de/report/{query.replace('&amp;', '&')}").context["form"]
    carried = {field.name: field.value() for field in form if field.value()}
    assert carried == {"institution": training.institution.name}


def test_detail_takes_as_many_queries_for_three_names_as_for_one(
    coordinator: Persona,
    training: Training,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counts = []
    for _ in range(3):
        user = UserFactory.create()
        AttendanceFactory.create(session=training.sessions.get(), user=user, name="")
        TrainerFactory.create(training=training, user=user, name="")
        with django_assert_max_num_queries(30) as queries:
            page(coordinator, training)
        counts.append(len(queries))
    assert counts[0] == counts[2]
