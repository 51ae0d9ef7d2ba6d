"""What institutions ask for, and what the office makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from trainings import mails
from trainings.enums import RequestState
from trainings.models import Training, TrainingRequest

# Nobody is counted by an address, see decision 19; a city has a few requests a week.
MOST_AN_HOUR = 50


class TooManyRequests(Exception):  # noqa: N818 - says what happened
    """More have asked within the hour than can be people; all of them keep what they typed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody at an institution asks for. `topics` are codes of `trainings.topics.Topic`."""

    institution_name: str
    name: str
    email: str
    group: str
    phone: str = ""
    topics: Sequence[str] = ()
    heads: int | None = None
    text: str = ""
    language: str = "de"


@transaction.atomic
def ask_for_training(*, wish: Wish, submission: UUID) -> TrainingRequest:
    """Write down a request; the same form sent twice makes one. Raises `TooManyRequests`."""
    now = timezone.now()
    earlier = TrainingRequest.objects.filter(submission=submission).first()
    if earlier:
        return earlier
    if TrainingRequest.objects.filter(at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise TooManyRequests
    request = TrainingRequest(
        institution_name=wish.institution_name,
        name=wish.name,
        email=wish.email,
        phone=wish.phone,
        topics=list(wish.topics),
        group=wish.group,
        heads=wish.heads,
        wish=wish.text,
        language=wish.language,
        at=now,
        submission=submission,
    )
    request.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:  # the same form a moment ago
        return TrainingRequest.objects.get(submission=submission)
    record(action="request.made", subject=("request", request.id), by=None)
    return request


@transaction.atomic
def answer_with_training(*, request_id: UUID, training: Training, by: User) -> bool:
    """Tie a planned training to the request that it answers, and mail whoever asked.

    Returns whether the request was still open.
    """
    request = TrainingRequest.objects.select_for_update().get(pk=request_id)
    if request.state != RequestState.NEW:
        return False
    _answer(request, RequestState.PLANNED, by, training=training)
    mails.request_planned(request=request, training=training)
    record(action="request.planned", subject=("request", request.id), by=by.id)
    return True


@transaction.atomic
def decline_request(*, request_id: UUID, by: User) -> bool:
    """Say that a request leads to no training; the office tells them itself.

    Returns whether the request was still open.
    """
    request = TrainingRequest.objects.select_for_update().get(pk=request_id)
    if request.state != RequestState.NEW:
        return False
    _answer(request, RequestState.DECLINED, by)
    record(action="request.declined", subject=("request", request.id), by=by.id)
    return True


def _answer(
    request: TrainingRequest, state: RequestState, by: User, *, training: Training | None = None
) -> None:
    request.state, request.training = state, training
    request.answered_by, request.answered_at = by, timezone.now()
    request.save(update_fields=["state", "training", "answered_by", "answered_at"])
