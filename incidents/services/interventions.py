"""What was done for the person, with its day and its minutes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record
from codelists.enums import CodeList
from codelists.selectors import code_book
from incidents.enums import EntryKind
from incidents.models import Case, Consent, Entry
from incidents.outward_codes import step_of
from incidents.services.consents import ConsentMissing, use_consent
from incidents.services.entries import lock_case, write_entry
from incidents.services.outward import allowed_from
from vault.envelopes import OpenEnvelope


@transaction.atomic
def record_intervention(
    *,
    case: Case,
    code: str,
    on: date,
    minutes: int | None,
    text: str,
    once: UUID,
    by: User,
    shared: OpenEnvelope,
    internal: OpenEnvelope,
    consent_id: UUID | None = None,
) -> Case:
    """Write down what was done on a day. Code, minutes and words are sealed for the office.

    What acts outside uses up the consent to exactly this kind of step, as every step outside does;
    the reporter sees that it was taken. The same form sent twice is one intervention. Raises
    `NotEntitled`, and `ConsentMissing` also for a day before the consent.
    """
    locked = lock_case(case, by)
    if Entry.objects.made_by(locked.pk, once).exists():
        return locked
    consent = _use(locked, code, consent_id, on, shared)
    payload = {"code": code, "minutes": minutes or 0, "text": text}
    if consent:
        payload["consent"] = str(consent.pk)
    write_entry(
        locked, EntryKind.INTERVENTION, payload, once=once, by=by, internal=internal, date=on
    )
    if consent:
        locked.unread_by_reporter = True
        locked.version += 1
        locked.save()
    record(
        action="case.step_taken" if consent else "case.intervened",
        subject=("case", locked.id),
        by=by.id,
    )
    return locked


def _use(
    case: Case, code: str, consent_id: UUID | None, on: date, shared: OpenEnvelope
) -> Consent | None:
    step = step_of(code, code_book(CodeList.INTERVENTION))
    if step is None:
        return None
    if consent_id is None:
        raise ConsentMissing
    consent = use_consent(case=case, step=step, consent_id=consent_id, shared=shared)
    if on < allowed_from(consent):
        raise ConsentMissing
    return consent
