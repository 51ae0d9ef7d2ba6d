"""Who answers the follow-ups from now on: named by whoever did so far, and taken over."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import Contact, User
from accounts.services import save_contact
from ateams.audit.services import record
from trainings.enums import Answer
from trainings.models import FollowUpAnswer, Training
from trainings.models.follow_up import SUCCESSOR
from trainings.services.follow_up import handle_answer


class NobodyNamedError(Exception):
    """The answer names nobody, or not enough of somebody; it may have been handled meanwhile."""


@transaction.atomic
def name_successor(
    *, training_id: UUID, months: int, contact_id: UUID, name: str, email: str, function: str
) -> FollowUpAnswer | None:
    """Write down whom the contact named; empty texts take it back.

    Whoever had ticked the answer off has to look again. Return None where the contact's answer is
    no longer that somebody else is responsible. Raises `Training.DoesNotExist` when the training
    was cancelled meanwhile, and ValidationError.
    """
    training = Training.objects.took_place().select_for_update().get(pk=training_id)
    given = training.follow_up_answers.current().filter(months=months, contact=contact_id)
    answer = given.filter(answer=Answer.CONTACT_CHANGED).first()
    said = (name.strip(), email.strip(), function.strip())
    if answer is None or tuple(getattr(answer, field) for field in SUCCESSOR) == said:
        return answer
    answer.successor_name, answer.successor_email, answer.successor_function = said
    answer.handled_at = answer.handled_by = None
    answer.full_clean(validate_unique=False, validate_constraints=False)
    answer.save(update_fields=[*SUCCESSOR, "handled_at", "handled_by"])
    record(action="training.successor_named", subject=("training", training.id), by=None)
    return answer


@transaction.atomic
def take_over_successor(*, answer_id: UUID, by: User) -> Contact:
    """Make whom an answer named the institution's responsible contact, and tick the answer off.

    Somebody whose address the institution has already becomes it under the own entry. Raises
    NobodyNamedError: a second click finds nothing to do.
    """
    answers = FollowUpAnswer.objects.unhandled().select_related("training", "contact")
    answer = answers.select_for_update(of=("self",)).filter(pk=answer_id).first()
    if answer is None or not answer.can_be_taken_over:
        raise NobodyNamedError
    known = Contact.objects.filter(
        institution=answer.training.institution_id, email__iexact=answer.successor_email
    )
    contact = known.order_by("-active", "pk").first() or Contact(
        institution_id=answer.training.institution_id,
        email=answer.successor_email,
        language=answer.contact.language if answer.contact else "de",
    )
    contact.name = answer.successor_name
    contact.function = answer.successor_function or contact.function
    contact.responsible = contact.active = True
    save_contact(contact=contact, by=by)
    handle_answer(answer=answer, by=by)
    return contact
