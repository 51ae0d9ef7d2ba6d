"""When the responsible contact is asked, and which question is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef
from django.utils import timezone

from trainings.enums import FOLLOW_UP_MONTHS, Answer, Kind
from trainings.imported import is_imported
from trainings.models import FollowUpAnswer, Training
from trainings.models.training import TrainingQuerySet

# A coaching reaches nobody new at the institution, so nobody is asked how it went on. Neither is
# who hosted the training of a cohort: its people come from everywhere.
FOLLOWED_UP = (Kind.OUTREACH, Kind.QUALIFICATION)


def asked_about(trainings: TrainingQuerySet, until: date) -> TrainingQuerySet:
    """Keep the trainings about which a question may be open by a day; each knows `last_on`."""
    answers = FollowUpAnswer.objects.current().filter(training=OuterRef("pk"))
    stopped = answers.filter(answer=Answer.STOP)
    finished = answers.filter(months=FOLLOW_UP_MONTHS[-1])
    return (
        trainings.took_place()
        .filter(~Exists(stopped), ~Exists(finished), kind__in=FOLLOWED_UP, cohort__isnull=True)
        .ended_by(until - timedelta(days=28))  # no month is shorter
    )


@lru_cache(maxsize=10_000)  # asked for every training whenever reminders are planned
def follow_up_day(last_day: date, months: int) -> date:
    """Return the day of a question: so many calendar months later, at most the month's end."""
    return last_day + relativedelta(months=months)


def open_step(last_day: date, answered: Iterable[int], today: date) -> int | None:
    """Return after how many months the one open question is asked, or None when all are answered.

    It is the newest whose day has come, or else the next to come. Earlier ones never come back:
    neither once a later one was answered, nor when a training is entered years afterwards.
    """
    newest_answered = max(answered, default=0)
    reached = max(
        (months for months in FOLLOW_UP_MONTHS if follow_up_day(last_day, months) <= today),
        default=0,
    )
    if reached > newest_answered:
        return reached
    return next((months for months in FOLLOW_UP_MONTHS if months > newest_answered), None)


def open_step_of(training: Training, answers: Iterable[FollowUpAnswer], today: date) -> int | None:
    """Return the open question about a training, given its current answers."""
    given = list(answers)
    stopped = any(answer.answer == Answer.STOP for answer in given)
    followed = training.kind in FOLLOWED_UP and training.cohort_id is None
    if stopped or not followed or not training.took_place:
        return None
    answered = [answer.months for answer in given]
    return open_step(training.last_day, [*answered, *_over_when_imported(training)], today)


def _over_when_imported(training: Training) -> list[int]:
    """Return the questions whose day was over when a list brought the training here.

    Years of trainings come at once, and nobody is to get a mail about each of them.
    """
    if not is_imported(training):
        return []
    return over_when_imported(training.last_day, timezone.localdate(training.logged_at))


def over_when_imported(last_day: date, brought: date) -> list[int]:
    """Return the questions that were over on the day on which the training was brought here."""
    return [months for months in FOLLOW_UP_MONTHS if follow_up_day(last_day, months) <= brought]
