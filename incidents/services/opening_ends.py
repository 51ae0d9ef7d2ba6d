"""What was opened to others for a time ends by itself. No key is needed to take a grant away."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from ateams.audit.services import record
from incidents.enums import ConsentState
from incidents.models import Case, Consent
from incidents.services.consents import end


@transaction.atomic
def end_opening(*, consent_id: UUID, today: date) -> bool:
    """Send out whom a consent let in until a day before `today`; return whether it did.

    Looks again under the lock: the reporter or the office may have ended it at this moment.
    """
    case_id = Consent.objects.filter(pk=consent_id).values("case")
    case = Case.objects.select_for_update().filter(pk__in=case_id).first()
    consent = case.consents.over(today).filter(pk=consent_id).first() if case else None
    if case is None or consent is None:
        return False
    end(case, consent, ConsentState.RECALLED, by=None)
    case.unread_by_reporter = True
    case.version += 1
    case.save()
    record(action="case.opening_ended", subject=("case", case.id), by=None)
    return True
