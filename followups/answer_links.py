"""Links by which somebody without an account answers one question, and can do nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "followups.answer"


@dataclass(frozen=True)
class Question:
    """What one contact is asked so many months after one training.

    `addressee` stands for the address that the mail went to, see `addressee_of`; `generation` for
    how often the contact's links had been declared void by then, see `followups.models`.
    """

    training_id: UUID
    months: int
    contact_id: UUID
    addressee: str
    generation: int = 0


def addressee_of(email: str) -> str:
    """Return 16 hex digits by which an address is recognised but cannot be read."""
    return _addressee(email, settings.SECRET_KEY)


def is_addressed_to(question: Question, email: str) -> bool:
    """Whether the mail with this question went to the address, under this or an earlier key."""
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(
        constant_time_compare(question.addressee, _addressee(email, secret)) for secret in known
    )


def link_to(question: Question) -> str:
    """Return an absolute link that answers the question until `ANSWER_LINK_VALID` has passed."""
    parts = [
        question.training_id.hex,
        question.months,
        question.contact_id.hex,
        question.addressee,
        question.generation,
    ]
    token = signing.dumps(parts, salt=_SALT)
    return f"{settings.BASE_URL}{reverse('followups:answer', args=[token])}"


def question_of(token: str) -> Question | None:
    """Return what the token of a link asks; None if it is too old or was not made here."""
    return _read(token, max_age=settings.ANSWER_LINK_VALID)


def expired_question_of(token: str) -> Question | None:
    """Return what a link asked that was made here, however old it is: it answers nothing."""
    return _read(token, max_age=None)


def _read(token: str, max_age: timedelta | None) -> Question | None:
    try:
        parts = signing.loads(token, salt=_SALT, max_age=max_age)
        training, months, contact, addressee, generation = parts
    except (signing.BadSignature, ValueError):  # a link of an earlier release had fewer parts
        return None
    return Question(UUID(training), months, UUID(contact), addressee, generation)


def _addressee(email: str, secret: str | bytes) -> str:
    return salted_hmac(_SALT, email, secret=secret).hexdigest()[:16]
