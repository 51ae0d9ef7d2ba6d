"""What the responsible contact answered, and what the office did about it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from trainings.models import FollowUpAnswer, Training
from trainings.models.follow_up import SUCCESSOR


@transaction.atomic
def record_follow_up_answer(
    *,
    training_id: UUID,
    months: int,
    contact_id: UUID | None,
    answer: str,
    text: str = "",
    by: User | None = None,
) -> FollowUpAnswer:
    """Write down an answer to the question asked some months after a training.

    The same answer sent twice is one; another answer replaces it and leaves the earlier one in
    the history. `by` is the account that noted down what somebody said, empty when the contact
    answered. Raises `Training.DoesNotExist` when the training was cancelled meanwhile, and
    ValidationError for an unknown month or answer or a text that is too long.
    """
    training = Training.objects.took_place().select_for_update().get(pk=training_id)
    given = FollowUpAnswer(
        training=training,
        months=months,
        contact_id=contact_id,
        answer=answer,
        text=text.strip(),
        at=timezone.now(),
    )
    given.full_clean(validate_unique=False, validate_constraints=False)
    current = training.follow_up_answers.current().filter(months=months).first()
    if current and (current.answer, current.text) == (given.answer, given.text):
        return current
    if current:
        current.superseded_at = given.at
        current.forget_successor()
        current.save(update_fields=["superseded_at", *SUCCESSOR])
    given.save(force_insert=True)
    actor = by.id if by else None
    record(action="training.answered", subject=("training", training.id), by=actor)
    return given


@transaction.atomic
def handle_answer(*, answer: FollowUpAnswer, by: User) -> bool:
    """Tick off an answer that called somebody, and forget whom it named.

    Return whether it was still open.
    """
    handled = FollowUpAnswer.objects.unhandled().filter(pk=answer.pk)
    said = dict.fromkeys(SUCCESSOR, "")
    if not handled.update(handled_at=timezone.now(), handled_by=by, **said):
        return False
    answer.refresh_from_db()
    record(action="training.answer_handled", subject=("training", answer.training_id), by=by.id)
    return True
