"""How a case is told to people: status in plain words, who reads, and what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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
from incidents.enums import CONVERSATION_KINDS, EntryKind, ExportReason, Outcome, State, Step
from incidents.languages import language_label
from incidents.legible import ILLEGIBLE
from incidents.lines import FilesByEntry, Line, ShownFile
from incidents.models import Case, Entry
from incidents.work_lines import WORK_LINES, damaged_line, followed_line, kind_label
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


def shortened(address: str) -> str:
    """Show an address so that its owner knows it, and nobody looking over a shoulder."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if name else ""


def conversation_for_reporter(
    entries: Iterable[tuple[Entry, dict[str, Any] | None]], files: FilesByEntry
) -> list[Line]:
    """Tell the conversation from the reporter's side; what has no payload is damaged."""
    return [_line_for_reporter(*each, files) for each in entries]


def _line_for_reporter(entry: Entry, payload: dict[str, Any] | None, files: FilesByEntry) -> Line:
    if entry.kind == EntryKind.REPORT:
        line = _report_line(entry, payload or {}, _own_report(entry), "sent")
    else:
        line = Line(
            title=voice(entry.author_role) if entry.author_role else _own_message(entry),
            at=entry.at,
            kind="received" if entry.author_role else "sent",
            body=_said(entry, payload or {}),
        )
    line = replace(line, files=files.get(entry.id, ()))
    return line if payload is not None else _illegible(line)


def _own_message(entry: Entry) -> str:
    match entry.kind:
        case EntryKind.WORSE:
            return gettext("Du hast gesagt: Es ist schlimmer geworden")
        case EntryKind.INTERPRETER:
            return gettext("Jemand soll für dich dolmetschen")
    return gettext("Deine Nachricht")


def _said(entry: Entry, payload: dict[str, Any]) -> str:
    """Return the words of a message; of a wish for an interpreter, the language."""
    if entry.kind == EntryKind.INTERPRETER:
        language = payload.get("language", "")
        return language_label(language) if language else gettext("doch nicht")
    text: str = payload.get("text", "")
    return text


def _own_report(entry: Entry) -> str:
    """Say whose words a report has: the reporter's own, or of whoever wrote down what they told."""
    if not entry.author_role:
        return gettext("Deine Meldung")
    who = {"who": voice(entry.author_role)}
    return gettext("Deine Meldung, aufgeschrieben von: %(who)s") % who


def line_for_staff(
    entry: Entry,
    payload: dict[str, Any] | None,
    files: tuple[ShownFile, ...] = (),
    *,
    book: CodeBook,
    is_damaged: bool = False,
    about: dict[str, Any] | None = None,
) -> Line:
    """Tell one entry from the staff's side; `about` was sealed with the entry that it is about.

    `book` knows the lists `closing_reason` and `intervention`.
    """
    by = _by(entry)
    if entry.kind in WORK_LINES:
        line = _work_line(entry, payload, by, book)
    elif entry.kind == EntryKind.FOLLOWED:
        line = followed_line(entry, payload or {}, by, about or {})
    else:
        line = _line_for_staff(entry, payload, by, book)
    if is_damaged and entry.kind not in WORK_LINES:
        line = _illegible(line)
    return replace(line, files=files) if files else line


def _by(entry: Entry) -> str:
    """Name who it was: without account or role it was the reporter."""
    if entry.kind == EntryKind.NARROWED and entry.author_role:
        return ""  # the line itself says who
    return str(entry.author) if entry.author else gettext("meldende Person")


def _work_line(entry: Entry, payload: dict[str, Any] | None, by: str, book: CodeBook) -> Line:
    return WORK_LINES[entry.kind](entry, payload, by, book) if payload else damaged_line(entry, by)


def _illegible(line: Line) -> Line:
    return replace(line, body=str(ILLEGIBLE), facts=[], template="")


def _line_for_staff(entry: Entry, payload: dict[str, Any] | None, by: str, book: CodeBook) -> Line:
    match entry.kind:
        case EntryKind.REPORT:
            return _report_line(entry, payload or {}, gettext("Meldung"), "received", by)
        case _ if entry.kind in CONVERSATION_KINDS:
            kind = "sent" if entry.kind == EntryKind.TO_REPORTER else "received"
            said = _said(entry, payload or {})
            return Line(kind_label(entry), entry.at, kind, by, said)
        case EntryKind.NOTE | EntryKind.TEAM_NOTE | EntryKind.PROPOSAL:
            return Line(_noted(entry), entry.at, "note", by, _said(entry, payload or {}))
        case EntryKind.STEP:
            return _step_line(entry, payload or {}, by)
        case EntryKind.CLASSIFIED:  # that it was done, not what was said
            payload = None
        case EntryKind.EXPORTED:
            return Line(kind_label(entry), entry.at, "note", by, _exported_for(payload))
    return Line(_change(entry), entry.at, "event", by, _reason(payload, book))


def _noted(entry: Entry) -> str:
    """Say what kind of note it is, and what became of a proposal."""
    if entry.kind != EntryKind.PROPOSAL:
        return kind_label(entry)
    outcome = entry.proposal.outcome
    told = str(Outcome(outcome).label) if outcome else gettext("noch offen")
    return gettext("Vorschlag: %(outcome)s") % {"outcome": told}


def _exported_for(payload: dict[str, Any] | None) -> str:
    return str(ExportReason(payload["reason"]).label) if payload else ""


def _step_line(entry: Entry, payload: dict[str, Any], by: str) -> Line:
    day = {"day": date_format(entry.date, "SHORT_DATE_FORMAT") if entry.date else "–"}
    title = gettext("Schritt nach außen am %(day)s") % day
    step = str(Step(payload["step"]).label) if payload else ""
    body = "\n".join(part for part in (step, payload.get("text", "")) if part)
    return Line(title, entry.at, "note", by, body)


def _change(entry: Entry) -> str:
    match entry.kind:
        case EntryKind.MOVE:
            return gettext("Status: %(state)s") % {"state": State(entry.state).label}
        case EntryKind.ASSIGNED:
            return gettext("Zuständig: %(person)s") % {"person": entry.person or "–"}
        case EntryKind.NARROWED if entry.author_role:
            told = gettext("%(name)s liest nicht mehr mit. Es geht weiter mit: %(to)s")
            to = entry.person or gettext("Beratungsstelle")
            return told % {"name": entry.author or gettext("Jemand aus dem Team"), "to": to}
        case EntryKind.DATE_SET:
            day = date_format(entry.date, "SHORT_DATE_FORMAT") if entry.date else "–"
            return gettext("Nächster Termin: %(day)s") % {"day": day}
    return kind_label(entry)


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
