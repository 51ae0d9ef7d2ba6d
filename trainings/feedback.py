"""What participants think: when they are asked, where, and what is shown of their answers.

Nobody can be recognised: nothing of an answer says who or when. Answers are shown five at a time,
so that nobody who looks before and after one of them sees what it said; texts are shuffled, and
those to both questions each for themselves. `docs/adr/0036-anonymous-feedback.md` says what this
cannot do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import SystemRandom
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trainings.enums import FEEDBACK_LATER_MONTHS, Moment, State
from trainings.models import Feedback, Training
from trainings.models.feedback import RATINGS, SCALE
from trainings.reach import reach

SHOWN_FROM = 5
OPEN_DAYS = 30
# One link is for all, so nobody can be kept from answering twice; a script is stopped here.
AT_LEAST_TAKEN, TAKEN_PER_PERSON = 60, 2

QUESTIONS: dict[str, str | Promise] = {
    "useful": _("Die Schulung hat mir etwas gebracht."),
    "understandable": _("Ich habe gut verstanden, worum es ging."),
    "safe": _("Ich konnte sagen, was ich denke."),
    "would_act": _("Ich weiß jetzt besser, was ich bei Diskriminierung tun kann."),
}
LATER_QUESTIONS: dict[str, str | Promise] = {
    "useful": _("Was ich gelernt habe, hat mir seitdem geholfen."),
    "understandable": _("Ich weiß noch, worum es ging."),
    "safe": _("Bei uns lässt sich seitdem besser über Diskriminierung reden."),
    "would_act": _("Ich habe seitdem etwas getan oder würde es jetzt tun."),
}
_ASK, _TELL = "trainings.feedback.ask", "trainings.feedback.tell"


@dataclass(frozen=True, slots=True)
class Round:
    """One time at which participants of a training are asked; `last_day` is the training's."""

    training: Training
    moment: Moment
    last_day: date

    @property
    def opens_on(self) -> date:
        """From when on answers are taken."""
        if self.moment == Moment.LATER:
            return self.last_day + relativedelta(months=FEEDBACK_LATER_MONTHS)
        return self.last_day

    @property
    def closes_on(self) -> date:
        """The last day on which answers are taken."""
        return self.opens_on + timedelta(days=OPEN_DAYS)

    def is_open(self, today: date) -> bool:
        """Whether answers are taken."""
        cancelled = self.training.state == State.CANCELLED
        return not cancelled and self.opens_on <= today <= self.closes_on

    @property
    def address(self) -> str:
        """Where participants answer; who has it may."""
        return _absolute("trainings:feedback-form", _token(self, _ASK))

    @property
    def results_address(self) -> str:
        """Where trainers without an account see what came of it."""
        return _absolute("trainings:feedback-results", _token(self, _TELL))

    @property
    def questions(self) -> dict[str, str | Promise]:
        """The statements to agree to, by the name of their column."""
        return LATER_QUESTIONS if self.moment == Moment.LATER else QUESTIONS

    @property
    def most(self) -> int:
        """How many answers are taken at most."""
        return max(AT_LEAST_TAKEN, TAKEN_PER_PERSON * reach(self.training))


@dataclass(frozen=True, slots=True)
class Rating:
    """How much people agree to a statement: how many said 1 to 5, and the mean."""

    statement: str | Promise
    counts: tuple[int, ...]
    mean: float | None

    @property
    def bars(self) -> list[tuple[int, int]]:
        """Each step of the scale with how many chose it."""
        return list(zip(SCALE, self.counts, strict=True))


@dataclass(frozen=True, slots=True)
class Results:
    """What is shown of a round."""

    shown: int
    ratings: list[Rating]
    good: list[str]
    better: list[str]
    is_full: bool


def rounds_of(training: Training) -> list[Round]:
    """Return the two rounds of a training whose sessions are loaded."""
    return [Round(training, moment, training.last_day) for moment in Moment]


def round_to_answer(token: str) -> Round | None:
    """Return the round that a participant's link leads to; None when it is none of ours."""
    return _round_of(token, _ASK)


def round_to_read(token: str) -> Round | None:
    """Return the round whose results a trainer's link shows."""
    return _round_of(token, _TELL)


def results_of(asked: Round, today: date) -> Results:
    """Return what is shown: all answers once nobody can answer any more, else those released."""
    answers = list(Feedback.objects.filter(training=asked.training, moment=asked.moment))
    shown = [answer for answer in answers if answer.shown]
    if today > asked.closes_on and len(answers) >= SHOWN_FROM:
        shown = answers
    ratings = [_rating(shown, name, text) for name, text in asked.questions.items()]
    return Results(
        shown=len(shown),
        ratings=ratings if shown else [],
        good=_shuffled(answer.good for answer in shown),
        better=_shuffled(answer.better for answer in shown),
        is_full=len(answers) >= asked.most,
    )


def _rating(answers: list[Feedback], name: str, statement: str | Promise) -> Rating:
    assert name in RATINGS
    given = [value for answer in answers if (value := getattr(answer, name)) is not None]
    counts = tuple(given.count(step) for step in SCALE)
    return Rating(statement, counts, round(sum(given) / len(given), 1) if given else None)


def _shuffled(texts: Iterable[str]) -> list[str]:
    said = [text for text in texts if text]
    SystemRandom().shuffle(said)
    return said


def _token(asked: Round, purpose: str) -> str:
    signer = signing.Signer(salt=purpose)
    return signer.sign_object([asked.training.pk.hex, asked.moment.value])


def _round_of(token: str, purpose: str) -> Round | None:
    try:
        training_id, moment = signing.Signer(salt=purpose).unsign_object(token)
    except signing.BadSignature:
        return None
    found = Training.objects.filter(pk=UUID(training_id)).with_details().first()
    if found is None:
        return None
    return Round(found, Moment(moment), found.last_day)


def _absolute(name: str, token: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[token])}"
