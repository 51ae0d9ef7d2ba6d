"""How a case is told to people: status in plain words, who reads, and the timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import OFFICE_ROLES, Role
from accounts.models import User
from codelists.enums import CodeList
from codelists.selectors import CodeBook
from incidents import plain_words
from incidents.attachments import DamagedFile, OpenedFile
from incidents.enums import EntryKind, State, Step
from incidents.legible import ILLEGIBLE
from incidents.models import Case, Entry
from vault.models import Grant

STATUS: dict[State, str | Promise] = {
    State.NEW: _("Deine Meldung ist angekommen. Noch hat sie niemand beantwortet."),
    State.ACKNOWLEDGED: _("Wir haben deine Meldung bekommen und gelesen."),
    State.TRIAGE: _("Wir überlegen, wer dir am besten helfen kann."),
    State.IN_PROGRESS: _("Wir arbeiten daran."),
    State.WAITING_PERSON: _("Wir warten auf eine Nachricht von dir."),
    State.WAITING_OTHER: _("Wir warten auf eine Antwort von anderen."),
    State.REFERRED: _("Eine andere Stelle hilft jetzt weiter."),
    State.CLOSED: _("Der Fall ist abgeschlossen. Du kannst trotzdem noch schreiben."),
    State.REOPENED: _("Der Fall ist wieder offen."),
    State.ANONYMISED: _("Der Inhalt ist gelöscht."),
}
OFFICE_VOICE = _("Beratungsstelle")
VOICES: dict[str, str | Promise] = {
    Role.MEMBER: _("A-Team"),
    Role.COORDINATOR: _("Koordinierungsperson"),
}
LABELS = {
    "institution": _("Einrichtung"),
    "place": _("Ort"),
    "when": _("Zeit"),
    "contact": _("Kontakt"),
}
QUESTION_LABELS = {
    "affected": _("Betroffen"),
    "grounds": _("Warum"),
    "responsible": _("Wer es getan hat"),
    "wishes": _("Wünsche"),
}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file as components/files.html shows it."""

    file: OpenedFile | DamagedFile
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as components/timeline.html shows it."""

    title: str
    at: datetime
    kind: str = "event"
    by: str = ""
    body: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    template: str = ""
    files: tuple[ShownFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Readers:
    """How many people of each group can read a case now.

    `leaving` names the roles of which the reporter can send somebody out.
    """

    office: int
    members: int
    coordinators: int
    leaving: frozenset[str] = frozenset()


def status_sentence(case: Case) -> str:
    """Return where the case stands, in words for the reporter."""
    return str(STATUS[State(case.state)])


def readers_of(case: Case, staying: Collection[UUID] = ()) -> Readers:
    """Count who can open the shared envelope now, by group; whom narrowing leaves is `staying`."""
    holders = User.objects.filter(
        is_active=True,
        key_pair__in=Grant.objects.usable()
        .filter(envelope=case.shared_envelope_id)
        .values("key_pair"),
    )
    found = list(holders.values_list("role", "key_pair"))
    roles = Counter(role for role, _pair in found)
    return Readers(
        office=sum(roles[role] for role in OFFICE_ROLES),
        members=roles[Role.MEMBER],
        coordinators=roles[Role.COORDINATOR],
        leaving=frozenset(role for role, pair in found if pair not in staying),
    )


def voice(role: str) -> str:
    """Return how a member of staff is named to reporters: by role, never by name."""
    return str(VOICES.get(role, OFFICE_VOICE))


FilesByEntry = Mapping[UUID, tuple[ShownFile, ...]]


def by_entry(
    files: Iterable[OpenedFile | DamagedFile], address: Callable[[OpenedFile | DamagedFile], str]
) -> dict[UUID, tuple[ShownFile, ...]]:
    """Group files by the entry that they came with, each with its address."""
    found: dict[UUID, tuple[ShownFile, ...]] = {}
    for file in files:
        shown = ShownFile(file, address(file))
        found[file.entry_id] = (*found.get(file.entry_id, ()), shown)
    return found


def conversation_for_reporter(
    entries: Iterable[tuple[Entry, dict[str, Any] | None]], files: FilesByEntry
) -> list[Line]:
    """Tell the conversation from the reporter's side; what has no payload is damaged."""
    return [_line_for_reporter(*each, files) for each in entries]


def _line_for_reporter(entry: Entry, payload: dict[str, Any] | None, files: FilesByEntry) -> Line:
    if entry.kind == EntryKind.REPORT:
        line = _report_line(entry, payload or {}, gettext("Deine Meldung"), "sent")
    else:
        line = Line(
            title=gettext("Deine Nachricht") if not entry.author_role else voice(entry.author_role),
            at=entry.at,
            kind="sent" if entry.kind == EntryKind.FROM_REPORTER else "received",
            body=(payload or {}).get("text", ""),
        )
    line = replace(line, files=files.get(entry.id, ()))
    return line if payload is not None else _illegible(line)


def line_for_staff(
    entry: Entry,
    payload: dict[str, Any] | None,
    files: tuple[ShownFile, ...] = (),
    *,
    book: CodeBook,
    is_damaged: bool = False,
) -> Line:
    """Tell one entry from the staff's side; `book` knows the list `closing_reason`."""
    line = _line_for_staff(entry, payload, book)
    line = _illegible(line) if is_damaged else line
    return replace(line, files=files) if files else line


def _illegible(line: Line) -> Line:
    return replace(line, body=str(ILLEGIBLE), facts=[], template="")


def _line_for_staff(entry: Entry, payload: dict[str, Any] | None, book: CodeBook) -> Line:
    by = str(entry.author) if entry.author else gettext("meldende Person")
    match entry.kind:
        case EntryKind.REPORT:
            return _report_line(entry, payload or {}, gettext("Meldung"), "received", by)
        case EntryKind.FROM_REPORTER | EntryKind.TO_REPORTER:
            kind = "received" if entry.kind == EntryKind.FROM_REPORTER else "sent"
            return Line(
                entry.get_kind_display(), entry.at, kind, by, (payload or {}).get("text", "")
            )
        case EntryKind.NOTE | EntryKind.TEAM_NOTE:
            return Line(
                entry.get_kind_display(), entry.at, "note", by, (payload or {}).get("text", "")
            )
        case EntryKind.STEP:
            return _step_line(entry, payload or {}, by)
        case EntryKind.CLASSIFIED:  # that it was done, not what was said
            return Line(entry.get_kind_display(), entry.at, "event", by)
    return Line(_change(entry), entry.at, "event", by, _reason(payload, book))


def _step_line(entry: Entry, payload: dict[str, Any], by: str) -> Line:
    day = {"day": date_format(entry.date, "SHORT_DATE_FORMAT") if entry.date else "–"}
    title = gettext("Schritt nach außen am %(day)s") % day
    step = str(Step(payload["step"]).label) if payload else ""
    body = "\n".join(part for part in (step, payload.get("text", "")) if part)
    return Line(title, entry.at, "note", by, body)


def _change(entry: Entry) -> str:
    match entry.kind:
        case EntryKind.MOVE:
            return gettext("Status: %(state)s") % {"state": entry.get_state_display()}
        case EntryKind.ASSIGNED:
            return gettext("Zuständig: %(person)s") % {"person": entry.person or "–"}
        case EntryKind.DATE_SET:
            day = date_format(entry.date, "SHORT_DATE_FORMAT") if entry.date else "–"
            return gettext("Nächster Termin: %(day)s") % {"day": day}
    return str(entry.get_kind_display())


def _reason(payload: dict[str, Any] | None, book: CodeBook) -> str:
    if not payload:
        return ""
    label = book.label(CodeList.CLOSING_REASON, payload.get("closing_reason", ""))
    return "\n".join(part for part in (label, payload.get("reason", "")) if part)


def _report_line(
    entry: Entry, payload: dict[str, Any], title: str, kind: str, by: str = ""
) -> Line:
    facts = [
        (str(label), " · ".join(plain_words.words(question, payload[question])))
        for question, label in QUESTION_LABELS.items()
        if payload.get(question)
    ]
    facts += [(str(label), payload[name]) for name, label in LABELS.items() if payload.get(name)]
    return Line(
        title=title,
        at=entry.at,
        kind=kind,
        by=by,
        body=payload.get("what", ""),
        facts=facts,
        template="incidents/_report_entry.html",
    )
