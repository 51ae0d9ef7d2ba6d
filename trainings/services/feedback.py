"""Taking an anonymous answer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trainings.feedback import SHOWN_FROM, Round
from trainings.models import Feedback, Training
from trainings.models.feedback import RATINGS


@transaction.atomic
def give_feedback(
    *, asked: Round, answer_id: UUID, ratings: Mapping[str, int | None], good: str, better: str
) -> bool:
    """Keep an answer, and release it together with four others. Return whether it was kept.

    Nothing is recorded: an entry of the log would say when. The same form sent twice is one
    answer; an empty one, and one too many of a script, is not kept. Raises ValidationError when
    nobody is asked just now.
    """
    Training.objects.select_for_update().get(pk=asked.training.pk)  # one after the other
    if not asked.is_open(timezone.localdate()):
        raise ValidationError(_("Gerade wird nicht gefragt."))
    answers = Feedback.objects.filter(training=asked.training, moment=asked.moment)
    known = Feedback.objects.filter(pk=answer_id).exists()
    empty = not (good or better or any(ratings.values()))
    if known or empty or answers.count() >= asked.most:
        return known
    answer = Feedback(
        pk=answer_id,
        training=asked.training,
        moment=asked.moment,
        good=good,
        better=better,
        **{name: ratings.get(name) for name in RATINGS},
    )
    answer.clean_fields(exclude=["training"])
    answer.save(force_insert=True)
    waiting = answers.filter(shown=False)
    if waiting.count() >= SHOWN_FROM:
        waiting.update(shown=True)
    return True
