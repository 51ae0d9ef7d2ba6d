"""Referring somebody to another body: offered, allowed by the person, taken up or not."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind, ReferralState, Step
from incidents.models import Case, Referral, ReferralBody
from incidents.services.consents import ConsentMissing, use_consent
from incidents.services.entries import follow, lock_case, write_entry
from incidents.transitions import check_referral_move
from vault.envelopes import OpenEnvelope


@transaction.atomic
def offer_referral(
    *, case: Case, body: ReferralBody, text: str, once: UUID, by: User, internal: OpenEnvelope
) -> Case:
    """Note that a body was offered. Its name is sealed as it is today, should it change later.

    The same form sent twice is one offer. Raises `NotEntitled`.
    """
    locked = lock_case(case, by)
    payload = {"body": str(body.pk), "name": body.name, "text": text}
    entry = write_entry(locked, EntryKind.REFERRAL, payload, once=once, by=by, internal=internal)
    if entry:
        Referral.objects.create(entry=entry)
        record(action="case.referral_offered", subject=("case", locked.id), by=by.id)
    return locked


@transaction.atomic
def move_referral(
    *,
    case: Case,
    referral_id: UUID,
    to: str,
    text: str,
    by: User,
    shared: OpenEnvelope,
    internal: OpenEnvelope,
    consent_id: UUID | None = None,
) -> Case:
    """Move a referral through its table of transitions. The same move twice is one.

    Passing it on is a step outside and uses up the consent to exactly that. Raises `NotEntitled`,
    `ForbiddenMove`, and `ConsentMissing`.
    """
    locked = lock_case(case, by)
    referral = Referral.objects.select_related("entry").get(entry__case=locked, pk=referral_id)
    if referral.state == to:
        return locked
    check_referral_move(referral.state, to)
    if to == ReferralState.CONSENTED:
        _pass_on(locked, consent_id, shared)
    referral.state = to
    referral.save(update_fields=["state"])
    follow(referral.entry, to, by=by, internal=internal, text=text)
    record(action="case.referral_moved", subject=("case", locked.id), by=by.id)
    return locked


@transaction.atomic
def save_body(*, body: ReferralBody, by: User) -> ReferralBody:
    """Store a new or changed body. Raises ValidationError."""
    body.full_clean()
    body.save()
    record(action="body.saved", subject=("body", body.id), by=by.id)
    return body


def _pass_on(case: Case, consent_id: UUID | None, shared: OpenEnvelope) -> None:
    if consent_id is None:
        raise ConsentMissing
    use_consent(case=case, step=Step.REFERRAL, consent_id=consent_id, shared=shared)
    case.unread_by_reporter = True
    case.version += 1
    case.save()
