"""Anonymous feedback: taken from anybody with the link, shown five at a time, never who or when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Team
from tests.factories.trainings import AttendanceFactory, TrainerFactory, TrainingFactory
from tests.personas import Persona
from trainings import feedback
from trainings.enums import Moment, State
from trainings.feedback import Round, results_of, rounds_of
from trainings.models import Feedback, Training
from trainings.people_due import FeedbackLater

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
FROM_HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def training(team: Team) -> Training:
    made: Training = TrainingFactory.create(institution=team.institution, team=team)
    return made


def first_round(training: Training) -> Round:
    return rounds_of(training)[0]


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def send(asked: Round, **data: object) -> Response:
    data = {"submission": str(uuid4()), "useful": "5"} | data
    return Client(headers=FROM_HERE).post(path_of(asked.address), data)


def shown(asked: Round) -> int:
    return results_of(asked, timezone.localdate()).shown


def test_answer_holds_nothing_that_says_who_or_when(training: Training) -> None:
    asked = first_round(training)
    page = Client().get(path_of(asked.address))
    assert page.cookies == {}
    answer = send(asked, safe="2", good=" Viel gelernt ", better="")
    assert (answer.status_code, answer.cookies) == (200, {})
    stored = {**Feedback.objects.values().get(), "id": ""}
    assert stored == {
        "id": "",
        "training_id": training.pk,
        "moment": "after",
        "useful": 5,
        "understandable": None,
        "safe": 2,
        "would_act": None,
        "good": "Viel gelernt",
        "better": "",
        "shown": False,
    }


def test_results_come_five_at_a_time(training: Training) -> None:
    asked = first_round(training)
    seen = []
    for number in range(1, 12):
        send(asked, good=f"Text {number}")
        seen.append(shown(asked))
    assert seen == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]
    results = results_of(asked, timezone.localdate())
    assert sorted(results.good) == sorted(f"Text {number}" for number in range(1, 11))
    assert results.ratings[0].counts == (0, 0, 0, 0, 10)
    later = asked.closes_on + timedelta(days=1)
    assert results_of(asked, later).shown == 11


def test_four_answers_are_never_shown(training: Training) -> None:
    asked = first_round(training)
    for _ in range(4):
        send(asked, good="Geheim")
    results = results_of(asked, asked.closes_on + timedelta(days=1))
    assert (results.shown, results.ratings, results.good) == (0, [], [])


def test_texts_come_in_another_order_each_time(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = first_round(training)
    for number in range(20):
        send(asked, good=f"A {number}", better=f"B {number}")
    results = [results_of(asked, timezone.localdate()) for _ in range(2)]
    assert len({tuple(result.good) for result in results}) == 2
    told = results[0]
    assert [text[2:] for text in told.good] != [text[2:] for text in told.better]


def test_same_form_sent_twice_is_one_and_an_empty_one_none(training: Training) -> None:
    asked, submission = first_round(training), str(uuid4())
    for _ in range(2):
        assert "angekommen" in send(asked, submission=submission).content.decode()
    assert "nichts gespeichert" in send(asked, useful="").content.decode()
    assert Feedback.objects.count() == 1


def test_script_is_stopped_and_trainers_are_told(
    training: Training, lead: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "AT_LEAST_TAKEN", 5)
    monkeypatch.setattr(feedback, "TAKEN_PER_PERSON", 0)
    asked = first_round(training)
    kept = ["angekommen" in send(asked).content.decode() for _ in range(7)]
    assert kept == [True] * 5 + [False] * 2
    page = lead.client.get(f"/trainings/{training.pk}/feedback/").content.decode()
    assert "Vielleicht hat jemand mehrmals geantwortet" in page


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"useful": "6"}, "useful"),
        ({"good": "x" * 501}, "good"),
        ({"submission": "x"}, "submission"),
    ],
)
def test_what_is_wrong_is_named_and_kept(
    training: Training, data: dict[str, str], field: str
) -> None:
    answer = send(first_round(training), better="Mehr Zeit", **data)
    assert set(answer.context["form"].errors) == {field}
    assert "Mehr Zeit" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_other_sites_cannot_answer(training: Training) -> None:
    client = Client(headers={"sec-fetch-site": "cross-site"})
    data = {"submission": str(uuid4()), "useful": "5"}
    assert client.post(path_of(first_round(training).address), data).status_code == 403


def test_rounds_open_and_close_by_date(team: Team) -> None:
    training = TrainingFactory.create(institution=team.institution, on=date(2026, 1, 31))
    after, later = rounds_of(training)
    assert (after.opens_on, after.closes_on) == (date(2026, 1, 31), date(2026, 3, 2))
    assert (later.opens_on, later.closes_on) == (date(2026, 4, 30), date(2026, 5, 30))
    statuses = {}
    for day in (date(2026, 1, 30), date(2026, 1, 31), date(2026, 3, 3), date(2026, 5, 1)):
        with time_machine.travel(day, tick=False):
            statuses[day.isoformat()] = [send(one).status_code for one in (after, later)]
    assert statuses == {
        "2026-01-30": [404, 404],
        "2026-01-31": [200, 404],
        "2026-03-03": [404, 404],
        "2026-05-01": [404, 200],
    }
    training.state = State.CANCELLED
    training.save()
    assert not after.is_open(date(2026, 2, 1))


def test_link_to_answer_does_not_show_results_and_neither_can_be_made_up(
    training: Training,
) -> None:
    asked = first_round(training)
    ask, tell = path_of(asked.address), path_of(asked.results_address)
    assert Client().get(tell).status_code == 200
    swapped = ask.replace("/feedback/", "/feedback/results/")
    assert Client().get(swapped).status_code == 404
    assert Client().get(tell.replace("/results/", "/")).status_code == 404
    assert Client().get(f"{ask[:-2]}x/").status_code == 404


def test_trainer_reads_by_link_and_the_team_does_not_read(
    training: Training, member: Persona, coordinator: Persona
) -> None:
    asked = first_round(training)
    for _ in range(5):
        send(asked, good="Sehr gut")
    page = f"/trainings/{training.pk}/feedback/"
    told = [
        "Sehr gut" in Client().get(path_of(asked.results_address)).content.decode(),
        "Sehr gut" in coordinator.client.get(page).content.decode(),
        "Sehr gut" in member.client.get(page).content.decode(),
    ]
    assert told == [True, True, False]
    assert "<svg" in member.client.get(page).content.decode()
    TrainerFactory.create(training=training, user=member.user, name="")
    assert "Sehr gut" in member.client.get(page).content.decode()


def test_limit_grows_with_the_reach(training: Training) -> None:
    session = training.sessions.get()
    assert first_round(training).most == 60
    for number in range(31):
        AttendanceFactory.create(session=session, name=f"Person {number}")
    assert first_round(Training.objects.with_details().get()).most == 62


def test_second_round_is_due_where_the_first_was_used(team: Team, counsellor: Persona) -> None:
    today = date(2026, 5, 10)
    used, unused = (
        TrainingFactory.create(institution=team.institution, on=date(2026, 2, 9)) for _ in range(2)
    )
    Feedback.objects.create(training=used, moment=Moment.AFTER, useful=4)
    with time_machine.travel(today, tick=False):
        [item] = FeedbackLater().items(until=today, reader_id=counsellor.user.pk)
        assert (item.object_id, item.due_on) == (str(used.pk), date(2026, 5, 9))
        assert list(FeedbackLater().items(until=today, object_id=str(unused.pk))) == []
        Feedback.objects.create(training=used, moment=Moment.LATER, useful=4)
        assert list(FeedbackLater().items(until=today)) == []
