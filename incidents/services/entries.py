"""Writing what was done onto the timeline of a case, sealed for the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from accounts.access import Right, has_right
from accounts.models import User
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.models.entry import entry_id
from incidents.services.consents import NotEntitled
from vault.envelopes import OpenEnvelope

WORK_SCHEMA = 1


def lock_case(case: Case, by: User) -> Case:
    """Return the case with its row locked; raises `NotEntitled` for who may not work on cases."""
    if not has_right(by, Right.WORK_ON_CASES):
        raise NotEntitled
    return Case.objects.select_for_update().get(pk=case.pk)


def write_entry(
    case: Case,
    kind: EntryKind,
    payload: Mapping[str, Any],
    *,
    once: UUID,
    by: User,
    internal: OpenEnvelope,
    **plain: Any,
) -> Entry | None:
    """Put something onto the timeline of a locked case; nothing if this form already has."""
    if Entry.objects.made_by(case.pk, once).exists():
        return None
    entry = Entry(id=entry_id(case.pk, once), case=case, kind=kind, **plain)
    return _seal(entry, payload, by, internal)


def write_change(
    case: Case,
    kind: EntryKind,
    payload: Mapping[str, Any],
    *,
    by: User,
    internal: OpenEnvelope,
    **plain: Any,
) -> Entry:
    """Put a change of a locked case onto the timeline, sealed; its version says it comes once."""
    return _seal(Entry(case=case, kind=kind, **plain), payload, by, internal)


def went_on(entry: Entry, change: str) -> bool:
    """Whether exactly this has been written down of it already."""
    return Entry.objects.filter(pk=uuid5(entry.pk, change)).exists()


def follow(
    entry: Entry,
    change: str,
    *,
    by: User,
    internal: OpenEnvelope,
    text: str = "",
    **plain: Any,
) -> Entry:
    """Write down how a task, referral or agreement of a locked case went on; the same once."""
    followed = Entry(
        id=uuid5(entry.pk, change),
        case=entry.case,
        kind=EntryKind.FOLLOWED,
        about=entry,
        **plain,
    )
    return _seal(followed, {"change": change, "text": text}, by, internal)


def _seal(entry: Entry, payload: Mapping[str, Any], by: User, internal: OpenEnvelope) -> Entry:
    if internal.id != entry.case.internal_envelope_id:
        raise ValueError("The envelope belongs to another case.")
    entry.author, entry.author_role = by, by.role
    entry.sealed = internal.seal_json(payload, schema=WORK_SCHEMA, place=entry.place)
    entry.save(force_insert=True)
    return entry
