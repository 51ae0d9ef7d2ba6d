"""What staff does with a case. Every function locks the row and checks `version` again.

Whoever was let in for reading alone is refused (`OnlyReads`) everything but a note.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind, State, Step
from incidents.models import Case, Entry, Referral
from incidents.models.entry import entry_id
from incidents.services.changing import finish, lock_version
from incidents.services.consents import ConsentMissing, use_consent
from incidents.services.files import attach
from incidents.transitions import ForbiddenMove, check_move
from incidents.uploads import Upload
from vault.envelopes import OpenEnvelope


class NextDateMissing(Exception):  # noqa: N818 - says what happened
    """An open case must have a next date."""


@transaction.atomic
def acknowledge(*, case: Case, version: int, by: User) -> Case:
    """Confirm that the report has arrived. The office's first reader becomes responsible."""
    locked = lock_version(case, version, by)
    _acknowledge(locked, by)
    return finish(locked, "case.acknowledged", by)


@transaction.atomic
def send_message(
    *,
    case: Case,
    text: str,
    version: int,
    once: UUID,
    by: User,
    shared: OpenEnvelope,
    uploads: Sequence[Upload] = (),
) -> Case:
    """Answer the reporter. An answer of the office acknowledges a new case and settles the debt.

    A team's answer does neither: the office still owes its own. `once` was drawn with the form:
    the same form sent twice is one answer. Raises `CaseFull`.
    """
    if Entry.objects.made_by(case.pk, once).exists():
        return case
    locked = lock_version(case, version, by)
    if by.works_in_office:
        if locked.state == State.NEW:
            _acknowledge(locked, by)
        locked.first_reply_at = locked.first_reply_at or timezone.now()
        locked.reply_due_on = None
    entry = _add_words(locked, EntryKind.TO_REPORTER, text, once=once, by=by, envelope=shared)
    attach(case=locked, entry=entry, uploads=uploads, envelope=shared)
    locked.unread_by_reporter = True
    return finish(locked, "case.answered", by)


@transaction.atomic
def write_note(
    *,
    case: Case,
    text: str,
    once: UUID,
    by: User,
    envelope: OpenEnvelope,
    uploads: Sequence[Upload] = (),
) -> Case:
    """Add a note: the office's for the office alone, a team's for everybody who reads the case.

    Notes never conflict, so no version is asked for. Raises ValueError for a foreign envelope,
    and `CaseFull`.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    kinds = {
        locked.internal_envelope_id: EntryKind.NOTE,
        locked.shared_envelope_id: EntryKind.TEAM_NOTE,
    }
    if envelope.id not in kinds:
        raise ValueError("The envelope belongs to another case.")
    if Entry.objects.made_by(locked.pk, once).exists():
        return locked
    entry = _add_words(locked, kinds[envelope.id], text, once=once, by=by, envelope=envelope)
    attach(case=locked, entry=entry, uploads=uploads, envelope=envelope)
    record(action="case.noted", subject=("case", locked.id), by=by.id)
    return locked


@transaction.atomic
def assign(*, case: Case, person: User, version: int, by: User) -> Case:
    """Make somebody of the office responsible."""
    locked = lock_version(case, version, by)
    _make_responsible(locked, person, by)
    return finish(locked, "case.assigned", by)


@transaction.atomic
def set_next_date(*, case: Case, next_date: date, version: int, by: User) -> Case:
    """Set the day on which somebody looks at the case again."""
    locked = lock_version(case, version, by)
    locked.next_date = next_date
    _add(locked, EntryKind.DATE_SET, by, date=next_date)
    return finish(locked, "case.date_set", by)


@transaction.atomic
def correct_language(*, case: Case, language: str, version: int, by: User) -> Case:
    """Note in which language the person writes or speaks, which the page's was a guess at."""
    locked = lock_version(case, version, by)
    locked.language = language
    return finish(locked, "case.language_set", by)


@transaction.atomic
def move(
    *,
    case: Case,
    to: str,
    version: int,
    by: User,
    next_date: date | None = None,
    consent_id: UUID | None = None,
    shared: OpenEnvelope | None = None,
) -> Case:
    """Move a case through the transition table; it needs a next date, an earlier or a new one.

    To refer a case is a step outside: it uses up the consent, which opens with the `shared`
    envelope. Closing has a service of its own, `incidents.services.closing`.
    Raises `ForbiddenMove`, `NextDateMissing`, `ConsentMissing` and `StaleCase`.
    """
    locked = lock_version(case, version, by)
    check_move(locked.state, to)
    if to == State.CLOSED:
        raise ForbiddenMove("Closing asks for a reason and a classification.")
    if to == State.REFERRED:
        _use_referral(locked, consent_id, shared)
    if next_date:
        locked.next_date = next_date
    elif locked.next_date is None:
        raise NextDateMissing
    locked.closed_at = None
    locked.state = to
    _add(locked, EntryKind.MOVE, by, state=to)
    locked.unread_by_reporter = True
    return finish(locked, f"case.{to}", by)


@transaction.atomic
def record_opening(*, case: Case, by: User) -> None:
    """Write down that somebody opened the case; for the office, its newest message is read.

    What comes in while the page is made stays unread.
    """
    if by.works_in_office and case.unread:
        Case.objects.filter(pk=case.pk, unread=True).update(unread=False)
    record(action="case.opened", subject=("case", case.id), by=by.id)


def _use_referral(case: Case, consent_id: UUID | None, shared: OpenEnvelope | None) -> None:
    """Use up the consent, unless a body was told by one already; raise `ConsentMissing`."""
    if Referral.objects.passed_on(case).exists():
        return
    if consent_id is None or shared is None:
        raise ConsentMissing
    use_consent(case=case, step=Step.REFERRAL, consent_id=consent_id, shared=shared)


def _acknowledge(case: Case, by: User) -> None:
    check_move(case.state, State.ACKNOWLEDGED)
    case.state = State.ACKNOWLEDGED
    case.unread_by_reporter = True
    _add(case, EntryKind.MOVE, by, state=State.ACKNOWLEDGED)
    if case.responsible is None and by.works_in_office:
        _make_responsible(case, by, by)
    # Somebody looks at it again at the latest when the answer is due.
    case.next_date = case.next_date or case.reply_due_on


def _make_responsible(case: Case, person: User, by: User) -> None:
    case.responsible = person
    _add(case, EntryKind.ASSIGNED, by, person=person)


def _add_words(
    case: Case, kind: EntryKind, text: str, *, once: UUID, by: User, envelope: OpenEnvelope
) -> Entry:
    entry = Entry(id=entry_id(case.pk, once), case=case, kind=kind, author=by, author_role=by.role)
    entry.sealed = envelope.seal_text(text, place=entry.place)
    entry.save(force_insert=True)
    return entry


def _add(case: Case, kind: EntryKind, by: User, **fields: Any) -> Entry:
    return Entry.objects.create(case=case, kind=kind, author=by, author_role=by.role, **fields)
