"""Adding to the note of a talk without being able to read the case."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ateams.audit.services import record
from incidents.enums import EntryKind, State
from incidents.models import Addition, Case, Entry
from incidents.models.entry import entry_id
from vault.envelopes import TEXT_SCHEMA, OpenEnvelope
from vault.errors import Unopenable
from vault.letters import open_letter, seal_letter

# A talk is remembered for days, not written about for ever.
ADDITIONS_AT_MOST = 50


class TooManyAdditions(Exception):  # noqa: N818 - says what happened
    """As much as a case takes was added to it by people who do not read it. Nothing was stored."""


@transaction.atomic
def add_to_note(*, note: Entry, text: str, once: UUID, by: User) -> Addition | None:
    """Add something to a case by way of the note that somebody wrote; they need no key for it.

    It waits sealed until whoever reads the case opens it. The case is unread, and one that is over
    is open again. The same form sent twice is one addition. Raises `TooManyAdditions`,
    `Entry.DoesNotExist` for the note of somebody else or a talk without a case, and ValueError
    for a case that takes no letters.
    """
    own = Entry.objects.noted_by(by).get(pk=note.pk)
    case = Case.objects.select_for_update().get(pk=own.case_id)
    if _is_known(case, once):
        return None
    if case.letter_key is None:
        raise ValueError("The case takes no letters.")
    if case.additions.count() >= ADDITIONS_AT_MOST:
        raise TooManyAdditions
    letter = Addition(id=entry_id(case.pk, once), case=case, author=by, author_role=by.role)
    letter.sealed, letter.sealed_key = seal_letter(
        case.letter_key, {"text": text}, row=letter.id, schema=TEXT_SCHEMA, place=letter.place
    )
    letter.save(force_insert=True)
    _tell_office(case)
    record(action="case.noted", subject=("case", case.id), by=by.id)
    return letter


@transaction.atomic
def take_in_additions(*, case: Case, shared: OpenEnvelope) -> int:
    """Put what was added onto the timeline, under its author's name and time; return how much.

    Whoever opens a case does it in passing. A letter that is damaged becomes a line that says so.
    """
    if not case.additions.exists():
        return 0
    locked = Case.objects.select_for_update().get(pk=case.pk)
    letters = list(locked.additions.all())
    Entry.objects.bulk_create(_entry(letter, shared) for letter in letters)
    Addition.objects.filter(pk__in=[letter.pk for letter in letters]).delete()
    return len(letters)


def _is_known(case: Case, once: UUID) -> bool:
    waiting = case.additions.filter(pk=entry_id(case.pk, once))
    return waiting.exists() or Entry.objects.made_by(case.pk, once).exists()


def _tell_office(case: Case) -> None:
    case.unread = True
    if case.state == State.CLOSED:
        Entry.objects.create(case=case, kind=EntryKind.MOVE, state=State.REOPENED)
        case.state, case.closed_at, case.next_date = State.REOPENED, None, timezone.localdate()
        case.version += 1
    case.save()


def _entry(letter: Addition, shared: OpenEnvelope) -> Entry:
    entry = Entry(
        id=letter.id,
        case_id=letter.case_id,
        kind=EntryKind.TEAM_NOTE,
        at=letter.at,
        author_id=letter.author_id,
        author_role=letter.author_role,
    )
    try:
        said = open_letter(
            letter.sealed, letter.sealed_key, row=letter.id, place=letter.place, envelope=shared
        )
        entry.sealed = shared.seal_text(str(said.payload["text"]), place=entry.place)
    except Unopenable:
        entry.sealed = bytes(letter.sealed)  # opens as little as it did, and is shown as damaged
    return entry
