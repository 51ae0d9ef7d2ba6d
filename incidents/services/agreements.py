"""What an institution has promised, and whether it was kept."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind, Kept
from incidents.models import Agreement, Case
from incidents.services.entries import follow, lock_case, went_on, write_entry
from incidents.transitions import ForbiddenMove
from vault.envelopes import OpenEnvelope


@transaction.atomic
def make_agreement(
    *,
    case: Case,
    partner: str,
    text: str,
    due_on: date,
    once: UUID,
    by: User,
    internal: OpenEnvelope,
) -> Case:
    """Note what was agreed, with whom and by when; the day alone is plain.

    The same form sent twice is one agreement. Raises `NotEntitled`.
    """
    locked = lock_case(case, by)
    payload = {"partner": partner, "text": text}
    entry = write_entry(locked, EntryKind.AGREEMENT, payload, once=once, by=by, internal=internal)
    if entry:
        Agreement.objects.create(entry=entry, due_on=due_on)
        record(action="case.agreement_made", subject=("case", locked.id), by=by.id)
    return locked


@transaction.atomic
def check_agreement(
    *, case: Case, agreement_id: UUID, kept: str, text: str, by: User, internal: OpenEnvelope
) -> Case:
    """Note whether an agreement was kept, which is sealed; the answer of the first counts.

    The same answer twice is one. Raises `NotEntitled`, and `ForbiddenMove` if somebody else has
    noted it meanwhile.
    """
    locked = lock_case(case, by)
    agreement = Agreement.objects.select_related("entry").get(entry__case=locked, pk=agreement_id)
    if went_on(agreement.entry, kept):
        return locked
    if agreement.checked_at:
        raise ForbiddenMove("agreement checked twice")
    agreement.checked_at = timezone.now()
    agreement.save(update_fields=["checked_at"])
    follow(agreement.entry, Kept(kept).value, by=by, internal=internal, text=text)
    record(action="case.agreement_checked", subject=("case", locked.id), by=by.id)
    return locked
