"""Looking through a case that has been open for long."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.models.entry import entry_id
from incidents.services.entries import lock_case


@transaction.atomic
def note_review(*, case: Case, once: UUID, by: User) -> Case:
    """Note that somebody has looked through the case: its clock starts anew.

    The same form sent twice is one review. Raises `NotEntitled`.
    """
    locked = lock_case(case, by)
    if Entry.objects.made_by(locked.pk, once).exists():
        return locked
    Entry.objects.create(
        id=entry_id(locked.pk, once),
        case=locked,
        kind=EntryKind.REVIEWED,
        author=by,
        author_role=by.role,
    )
    record(action="case.reviewed", subject=("case", locked.id), by=by.id)
    return locked
