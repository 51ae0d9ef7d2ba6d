"""Whom an answer link still speaks for."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Contact
from followups.answer_links import Question, is_addressed_to
from followups.models import generation_of
from trainings.models import Training


@dataclass(frozen=True)
class Asked:
    """A question that may be answered: about this training, by this contact."""

    training: Training
    contact: Contact
    months: int


def asked_of(question: Question) -> Asked | None:
    """Return what the question is about, unless it has lost its ground.

    It has when the training was cancelled or deleted, when the contact is no longer the one who
    answers for the institution or reads mails at another address (it may be somebody else), and
    when somebody has declared the contact's links void.
    """
    trainings = Training.objects.took_place().select_related("institution")
    training = trainings.filter(pk=question.training_id).first()
    contacts = Contact.objects.filter(active=True, responsible=True)
    contact = contacts.filter(pk=question.contact_id).first()
    if not training or not contact or contact.institution_id != training.institution_id:
        return None
    if not is_addressed_to(question, contact.email):
        return None
    if question.generation != generation_of(contact.pk):
        return None
    return Asked(training, contact, question.months)
