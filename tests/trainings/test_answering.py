"""Answers of the responsible contact, and what the office did about them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Contact
from ateams.audit.models import Entry
from tests.factories.accounts import ContactFactory
from tests.factories.trainings import FollowUpAnswerFactory, TrainingFactory
from tests.personas import Persona
from trainings.enums import Answer, State
from trainings.models import FollowUpAnswer, Training
from trainings.services import handle_answer, record_follow_up_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(db: None) -> Contact:
    return ContactFactory.create()


@pytest.fixture
def training(contact: Contact) -> Training:
    return TrainingFactory.create(institution=contact.institution)


def give(training: Training, answer: str, text: str = "", months: int = 1) -> FollowUpAnswer:
    return record_follow_up_answer(
        training_id=training.id,
        months=months,
        contact_id=training.institution.contacts.get().id,
        answer=answer,
        text=text,
    )


def test_answer_is_kept_with_who_gave_it(training: Training, contact: Contact) -> None:
    given = give(training, Answer.WANT_HELP, "  Wir brauchen Material.  ")
    assert (given.contact, given.answer, given.text) == (
        contact,
        "want_help",
        "Wir brauchen Material.",
    )
    assert given.is_unhandled
    assert Entry.objects.get(action="training.answered").actor is None


def test_answer_sent_twice_is_one(training: Training) -> None:
    assert give(training, Answer.DONE) == give(training, Answer.DONE)
    assert training.follow_up_answers.count() == 1


def test_answer_replaces_the_one_before_and_leaves_it(training: Training) -> None:
    first = give(training, Answer.STOP)
    second = give(training, Answer.DONE)
    first.refresh_from_db()
    assert first.superseded_at == second.at
    assert training.follow_up_answers.current().get() == second


def test_answer_to_another_question_stands_beside(training: Training) -> None:
    give(training, Answer.DONE, months=1)
    give(training, Answer.DONE, months=3)
    assert training.follow_up_answers.current().count() == 2


@pytest.mark.parametrize(
    ("months", "answer", "text"),
    [(2, "done", ""), (1, "maybe", ""), (1, "done", "x" * 501), (1, "done", "a\x00b")],
)
def test_answer_that_cannot_be_is_refused(
    training: Training, months: int, answer: str, text: str
) -> None:
    with pytest.raises(ValidationError):
        give(training, answer, text, months)
    assert not training.follow_up_answers.exists()


@pytest.mark.parametrize("state", [State.PLANNED, State.CANCELLED])
def test_answer_to_a_training_that_did_not_happen_is_refused(
    training: Training, state: State
) -> None:
    training.state = state
    training.save()
    with pytest.raises(Training.DoesNotExist):
        give(training, Answer.DONE)


def test_handling_ticks_off_once(counsellor: Persona) -> None:
    answer = FollowUpAnswerFactory.create(answer=Answer.WANT_HELP)
    assert handle_answer(answer=answer, by=counsellor.user)
    assert not handle_answer(answer=answer, by=counsellor.user)
    assert (answer.handled_by, answer.is_unhandled) == (counsellor.user, False)
    assert Entry.objects.filter(action="training.answer_handled").count() == 1


@pytest.mark.parametrize("answer", [Answer.DONE, Answer.STOP])
def test_handling_is_for_answers_that_call_the_office(counsellor: Persona, answer: Answer) -> None:
    given = FollowUpAnswerFactory.create(answer=answer)
    assert not handle_answer(answer=given, by=counsellor.user)


def test_handled_wish_that_is_repeated_in_other_words_is_open_again(
    training: Training, counsellor: Persona
) -> None:
    handle_answer(answer=give(training, Answer.WANT_HELP, "Material"), by=counsellor.user)
    assert give(training, Answer.WANT_HELP, "Immer noch Material").is_unhandled
