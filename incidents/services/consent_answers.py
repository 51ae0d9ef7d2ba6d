"""What a reporter answers when asked for consent, and takes back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ateams.audit.services import record
from incidents.enums import ConsentState, ConsentWay
from incidents.models import Case, Consent
from incidents.services.consents import end
from incidents.services.mailbox import Mailbox
from incidents.transitions import ForbiddenMove, check_consent_move


@transaction.atomic
def answer(*, mailbox: Mailbox, consent_id: UUID, agreed: bool, text: str = "") -> Consent:
    """Say yes or no to one step, with a sentence if wanted. The same answer twice is one.

    A no to what was allowed before takes it back. Raises `ForbiddenMove` if it is too late, and
    `Consent.DoesNotExist`.
    """
    case, consent = _lock(mailbox, consent_id)
    wanted = ConsentState.GIVEN if agreed else ConsentState.REFUSED
    if consent.state == wanted:
        return consent
    if consent.state == ConsentState.GIVEN:
        return _take_back(case, consent)
    check_consent_move(consent.state, wanted)
    consent.state, consent.answered_at = wanted, timezone.now()
    if text:
        place = consent.place("sealed_answer")
        consent.sealed_answer = mailbox.shared.seal_text(text, place=place)
    consent.save(update_fields=["state", "answered_at", "sealed_answer"])
    _tell_office(case, "case.consent_given" if agreed else "case.consent_refused")
    return consent


@transaction.atomic
def take_back(*, mailbox: Mailbox, consent_id: UUID) -> Consent:
    """Take a consent back; whoever reads because of it loses the grant in this transaction.

    Twice is as good as once. Raises `ForbiddenMove` if the step was taken, or never needed the
    reporter's consent, and `Consent.DoesNotExist`.
    """
    case, consent = _lock(mailbox, consent_id)
    if consent.state == ConsentState.TAKEN_BACK:
        return consent
    return _take_back(case, consent)


def _lock(mailbox: Mailbox, consent_id: UUID) -> tuple[Case, Consent]:
    case = Case.objects.select_for_update().get(pk=mailbox.case.pk)
    return case, case.consents.get(pk=consent_id)


def _take_back(case: Case, consent: Consent) -> Consent:
    if consent.way == ConsentWay.OVERRIDE:
        raise ForbiddenMove("override → taken_back")
    end(case, consent, ConsentState.TAKEN_BACK, by=None)
    _tell_office(case, "case.consent_taken_back")
    return consent


def _tell_office(case: Case, action: str) -> None:
    case.unread = True
    case.version += 1
    case.save()
    record(action=action, subject=("case", case.id), by=None)
