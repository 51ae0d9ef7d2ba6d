"""What every change of a case by staff begins and ends with: lock, look again, write it down."""

from __future__ import annotations

from accounts.models import User
from ateams.audit.services import record
from incidents.guests import only_reads
from incidents.models import Case
from vault.envelopes import OpenEnvelope


class StaleCase(Exception):  # noqa: N818 - says what happened
    """Somebody else changed the case since the page was shown. Nothing was stored."""


class OnlyReads(Exception):  # noqa: N818 - says what happened
    """Whoever was let in to read along does nothing with the case. Nothing was stored."""


def lock_version(
    case: Case, version: int, by: User, *, internal: OpenEnvelope | None = None
) -> Case:
    """Return the case with its row locked.

    Raises `OnlyReads`, `StaleCase`, and ValueError if `internal` is the envelope of another case.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if internal and internal.id != locked.internal_envelope_id:
        raise ValueError("The envelope belongs to another case.")
    if only_reads(locked, by):
        raise OnlyReads
    if locked.version != version:
        raise StaleCase
    return locked


def finish(case: Case, action: str, by: User) -> Case:
    """Store a locked case in its next version, and record what was done."""
    case.version += 1
    case.save()
    record(action=action, subject=("case", case.id), by=by.id)
    return case
