"""Taking back what was done a moment ago, as long as nobody has changed the case since."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record_many
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.services.closing import take_back_count
from incidents.undo import Undo
from vault.envelopes import OpenEnvelope


@transaction.atomic
def take_back(*, undo: Undo, by: User, internal: OpenEnvelope | None = None) -> list[Case]:
    """Put the cases back to how they were; return those that nobody has changed since.

    A closing that is taken back is no reopening: the state is the earlier one, no message to the
    reporter is unread because of it, and the dates are owed as before. What it counted is taken
    back, too: for that the `internal` envelope of its case is needed. The timeline keeps both.
    """
    readable = Case.objects.readable_by(by).filter(pk__in=list(undo.cases))
    locked = Case.objects.filter(pk__in=readable.values("pk")).select_for_update().order_by("pk")
    unchanged = [case for case in locked if case.version == undo.cases[case.pk].version]
    for case in unchanged:
        if undo.act == "close":
            _uncount(case, internal)
        _restore(case, undo.act, dict(undo.cases[case.pk].columns))
        case.version += 1
        case.save()
    Entry.objects.bulk_create(_entry(case, undo.act, by) for case in unchanged)
    subjects = [("case", case.pk) for case in unchanged]
    record_many(action="case.undone", subjects=subjects, by=by.id)
    return unchanged


def _uncount(case: Case, internal: OpenEnvelope | None) -> None:
    if internal is None or internal.id != case.internal_envelope_id:
        raise ValueError("What was counted opens with the envelope of the office alone.")
    take_back_count(case=case, internal=internal)


def _restore(case: Case, act: str, columns: dict[str, Any]) -> None:
    if act == "close":
        case.closed_at = None
        # Whoever has looked into the mailbox meanwhile has seen everything there is.
        columns["unread_by_reporter"] &= case.unread_by_reporter
    if act == "assign" and not User.objects.office().filter(pk=columns["responsible_id"]).exists():
        columns["responsible_id"] = None
    for name, value in columns.items():
        setattr(case, name, value)


def _entry(case: Case, act: str, by: User) -> Entry:
    entry = Entry(case=case, author=by, author_role=by.role)
    match act:
        case "assign":
            entry.kind, entry.person_id = EntryKind.ASSIGNED, case.responsible_id
        case "date":
            entry.kind, entry.date = EntryKind.DATE_SET, case.next_date
        case _:
            entry.kind, entry.state = EntryKind.MOVE, case.state
    return entry
