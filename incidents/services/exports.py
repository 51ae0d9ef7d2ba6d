"""Copies of a case: none leaves the office without consent, and none is made without a trace."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import Right, has_right
from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind, ExportReason, Step
from incidents.models import Case, Entry
from incidents.models.entry import entry_id
from incidents.services.consents import NotEntitled
from incidents.services.outward import take_step
from vault.envelopes import OpenEnvelope

EXPORT_SCHEMA = 1


@dataclass(frozen=True)
class Basis:
    """What allows a copy: a reason of the office, or the reporter's consent to this one step."""

    reason: ExportReason | None = None
    consent_id: UUID | None = None

    @property
    def leaves_the_office(self) -> bool:
        """Whether others than the office will read the copy."""
        return self.consent_id is not None


@transaction.atomic
def record_export(
    *,
    case: Case,
    basis: Basis,
    once: UUID,
    part: int,
    by: User,
    shared: OpenEnvelope,
    internal: OpenEnvelope,
) -> None:
    """Write down that a part of a copy is handed out; call it when the part is ready.

    `once` was drawn with the copy: its parts are one entry of the timeline and use up one consent,
    and each is a line of the audit log. Raises `NotEntitled`, and `ConsentMissing` unless an unused
    consent allows exactly this; then the copy must not be handed out.
    """
    if basis.consent_id:
        take_step(
            case=case,
            step=Step.EXPORT,
            consent_id=basis.consent_id,
            on=timezone.localdate(),
            note="",
            once=once,
            by=by,
            shared=shared,
            internal=internal,
        )
    else:
        assert basis.reason
        _note_own_copy(case, basis.reason, once, by, internal)
    record(action="case.exported", subject=("case", case.id), by=by.id, number=part)


def _note_own_copy(
    case: Case, reason: ExportReason, once: UUID, by: User, internal: OpenEnvelope
) -> None:
    if not has_right(by, Right.WORK_ON_CASES):
        raise NotEntitled
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if Entry.objects.made_by(locked.pk, once).exists():
        return
    entry = Entry(
        id=entry_id(locked.pk, once),
        case=locked,
        kind=EntryKind.EXPORTED,
        author=by,
        author_role=by.role,
    )
    payload = {"reason": reason.value}
    entry.sealed = internal.seal_json(payload, schema=EXPORT_SCHEMA, place=entry.place)
    entry.save(force_insert=True)
