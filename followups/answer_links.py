"""Links by which somebody without an account answers one question, and can do nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "followups.answer"


@dataclass(frozen=True)
class Question:
    """What one contact is asked so many months after one training."""

    training_id: UUID
    months: int
    contact_id: UUID


def link_to(question: Question) -> str:
    """Return an absolute link that answers the question until `ANSWER_LINK_VALID` has passed."""
    parts = [question.training_id.hex, question.months, question.contact_id.hex]
    token = signing.dumps(parts, salt=_SALT)
    return f"{settings.BASE_URL}{reverse('followups:answer', args=[token])}"


def question_of(token: str) -> Question | None:
    """Return what the token of a link asks; None if it is too old or was not made here."""
    valid: timedelta = settings.ANSWER_LINK_VALID
    try:
        training, months, contact = signing.loads(token, salt=_SALT, max_age=valid)
    except signing.BadSignature:
        return None
    return Question(UUID(training), months, UUID(contact))
