"""Opening the sign-up of a training, signing up, excusing oneself, and who moves up."""

from __future__ import annotations

import uuid
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from ateams.audit.services import record
from trainings import mails
from trainings.models import SignUp, Training
from trainings.places import places_of

# A school class signs up within minutes; a script must not fill the table.
MOST_AN_HOUR = 200
_MAIL_AGAIN_AFTER = timedelta(hours=1)


class SignUpClosed(Exception):  # noqa: N818 - says what happened
    """Nobody can sign up for this training, or not any longer."""


class TooMany(Exception):  # noqa: N818 - says what happened
    """More have signed up within the hour than can be people."""


@transaction.atomic
def open_sign_up(*, training_id: UUID, by: User) -> Training:
    """Let whoever has the link sign up. Where it is open, it stays as it is."""
    training = _locked(training_id)
    if not training.is_to_come:
        raise SignUpClosed
    if training.sign_up_key is None:
        training.sign_up_key = uuid.uuid4()
        training.save(update_fields=["sign_up_key"])
        record(action="training.sign_up_opened", subject=("training", training.id), by=by.id)
    return training


@transaction.atomic
def close_sign_up(*, training_id: UUID, by: User) -> Training:
    """End the link. Who has signed up stays signed up; opened again there is another link."""
    training = _locked(training_id)
    if training.sign_up_key is not None:
        training.sign_up_key = None
        training.save(update_fields=["sign_up_key"])
        record(action="training.sign_up_closed", subject=("training", training.id), by=by.id)
    return training


@transaction.atomic
def sign_up_guest(
    *, key: UUID, submission: UUID, name: str = "", email: str = "", language: str = "de"
) -> SignUp:
    """Sign somebody up who came by the link; with an address, the own link is mailed.

    The same form, or the same address, sent twice makes one sign-up. Raises `SignUpClosed` when
    the link has ended, and `TooMany`.
    """
    training = Training.objects.select_for_update().filter(sign_up_key=key).first()
    if training is None or not is_open(training):
        raise SignUpClosed
    sign_up = _same(training, submission, email)
    if sign_up is None:
        sign_up = _add(
            training,
            SignUp(submission=submission, name=name.strip(), email=email, language=language),
        )
        record(action="training.signed_up", subject=("training", training.id), by=None)
    _mail_link(sign_up)
    return sign_up


@transaction.atomic
def sign_up(*, training_id: UUID, by: User) -> SignUp:
    """Sign the own account up; whoever was excused comes after all. Twice does no harm."""
    training = _locked(training_id)
    known = SignUp.objects.filter(training=training, user=by).first()
    if known is None:
        if not is_ahead(training):
            raise SignUpClosed
        known = _add(training, SignUp(user=by, language=by.language))
        record(action="training.signed_up", subject=("training", training.id), by=by.id)
    elif known.excused_at:
        _come_back(training, known)
        record(action="training.signed_up", subject=("training", training.id), by=by.id)
    return known


@transaction.atomic
def excuse(*, sign_up_id: UUID, by: User | None = None) -> SignUp:
    """Say that somebody cannot come; whoever waited longest has the place now, and is told.

    Twice does no harm. `by` is the account, empty for who came by the own link. Raises
    `SignUpClosed` when the training is over or off.
    """
    training, known = _with_training(sign_up_id)
    if known.excused_at is None:
        if not is_ahead(training):
            raise SignUpClosed
        seated = _seated(training)
        known.excused_at = timezone.now()
        known.save(update_fields=["excused_at"])
        tell_moved_up(training, seated)
        actor = by.id if by else None
        record(action="training.excused", subject=("training", training.id), by=actor)
    return known


@transaction.atomic
def come_after_all(*, sign_up_id: UUID) -> SignUp:
    """Take an excuse back, at the end of the list. Raises `SignUpClosed`, see `excuse`."""
    training, known = _with_training(sign_up_id)
    if known.excused_at:
        _come_back(training, known)
        record(action="training.signed_up", subject=("training", training.id), by=None)
    return known


def is_ahead(training: Training) -> bool:
    """Whether one can still come: planned, and the last day is not over."""
    return training.is_to_come and training.last_day >= timezone.localdate()


def is_open(training: Training) -> bool:
    """Whether the link signs anybody up."""
    return training.sign_up_key is not None and is_ahead(training)


def check_capacity(training: Training, capacity: int | None) -> set[UUID]:
    """Return who has a place in a locked training, and refuse fewer places than people have one."""
    seated = _seated(training)
    if capacity is not None and capacity < len(seated):
        text = ngettext(
            "%(number)d Person hat schon einen Platz. Weniger Plätze gehen nicht mehr.",
            "%(number)d Personen haben schon einen Platz. Weniger Plätze gehen nicht mehr.",
            len(seated),
        )
        raise ValidationError({"capacity": text % {"number": len(seated)}})
    return seated


def tell_moved_up(training: Training, seated: set[UUID]) -> None:
    """Mail those who have a place in a locked training now, and had none before."""
    for known in places_of(training).with_place:
        if known.id not in seated:
            mails.moved_up(sign_up=known)


def _seated(training: Training) -> set[UUID]:
    return {known.id for known in places_of(training).with_place}


def _same(training: Training, submission: UUID, email: str) -> SignUp | None:
    """Return what the same form, or the same address, has made before."""
    known = SignUp.objects.filter(training=training)
    same = known.filter(submission=submission).first()
    if same is None and email:
        same = known.filter(email__iexact=email).first()
        if same and same.excused_at:
            _come_back(training, same)
    return same


def _add(training: Training, new: SignUp) -> SignUp:
    now = timezone.now()
    new.training, new.at = training, now
    if training.sign_ups.filter(at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise TooMany
    new.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:  # this form has signed up for another training
        raise SignUpClosed from None
    return new


def _come_back(training: Training, known: SignUp) -> None:
    if not is_ahead(training):
        raise SignUpClosed
    known.excused_at, known.at = None, timezone.now()
    known.save(update_fields=["excused_at", "at"])


def _mail_link(known: SignUp) -> None:
    """Mail the own link, at most once an hour: others may type somebody's address."""
    now = timezone.now()
    if known.email and not (known.mailed_at and now - known.mailed_at < _MAIL_AGAIN_AFTER):
        mails.signed_up(sign_up=known, waits_at=places_of(known.training).waits_at(known.id))
        known.mailed_at = now
        known.save(update_fields=["mailed_at"])


def _with_training(sign_up_id: UUID) -> tuple[Training, SignUp]:
    training = _locked(SignUp.objects.values_list("training_id", flat=True).get(pk=sign_up_id))
    return training, SignUp.objects.get(pk=sign_up_id)


def _locked(training_id: UUID) -> Training:
    return Training.objects.select_for_update().get(pk=training_id)
