"""How a case is told to people: status in plain words, who reads, and what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import OFFICE_ROLES, Role
from accounts.models import User
from incidents import plain_words
from incidents.enums import ClosingReason, EntryKind, State, Step
from incidents.lines import FilesByEntry, Line, ShownFile
from incidents.models import Case, Entry
from incidents.work_lines import WORK_LINES, followed_line
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
    """How many people of each group can read a case now."""

    office: int
    members: int
    coordinators: int


def status_sentence(case: Case) -> str:
    """Return where the case stands, in words for the reporter."""
    return str(STATUS[State(case.state)])


def readers_of(case: Case) -> Readers:
    """Count who can open the shared envelope now, by group."""
    holders = User.objects.filter(
        is_active=True,
        key_pair__in=Grant.objects.usable()
        .filter(envelope=case.shared_envelope_id)
        .values("key_pair"),
    )
    roles = Counter(holders.values_list("role", flat=True))
    return Readers(
        office=sum(roles[role] for role in OFFICE_ROLES),
        members=roles[Role.MEMBER],
        coordinators=roles[Role.COORDINATOR],
    )


def voice(role: str) -> str:
    """Return how a member of staff is named to reporters: by role, never by name."""
    return str(VOICES.get(role, OFFICE_VOICE))


def conversation_for_reporter(
    entries: Iterable[tuple[Entry, dict[str, Any]]], files: FilesByEntry
) -> list[Line]:
    """Tell the conversation from the reporter's side."""
    return [
        _report_line(entry, payload, gettext("Deine Meldung"), "sent")
        if entry.kind == EntryKind.REPORT
        else Line(
            title=gettext("Deine Nachricht") if not entry.author_role else voice(entry.author_role),
            at=entry.at,
            kind="sent" if entry.kind == EntryKind.FROM_REPORTER else "received",
            body=payload["text"],
            files=files.get(entry.id, ()),
        )
        for entry, payload in entries
    ]


def line_for_staff(
    entry: Entry,
    payload: dict[str, Any] | None,
    files: tuple[ShownFile, ...] = (),
    about: dict[str, Any] | None = None,
) -> Line:
    """Tell one entry from the staff's side; `about` was sealed with the entry that it is about."""
    by = str(entry.author) if entry.author else gettext("meldende Person")
    if entry.kind in WORK_LINES:
        line = WORK_LINES[entry.kind](entry, payload or {}, by)
    elif entry.kind == EntryKind.FOLLOWED:
        line = followed_line(entry, payload or {}, by, about or {})
    else:
        line = _line_for_staff(entry, payload, by)
    return replace(line, files=files) if files else line


def _line_for_staff(entry: Entry, payload: dict[str, Any] | None, by: str) -> Line:
    match entry.kind:
        case EntryKind.REPORT:
            return _report_line(entry, payload or {}, gettext("Meldung"), "received", by)
        case EntryKind.FROM_REPORTER | EntryKind.TO_REPORTER:
            kind = "received" if entry.kind == EntryKind.FROM_REPORTER else "sent"
            return Line(entry.get_kind_display(), entry.at, kind, by, (payload or {})["text"])
        case EntryKind.NOTE | EntryKind.TEAM_NOTE:
            return Line(entry.get_kind_display(), entry.at, "note", by, (payload or {})["text"])
        case EntryKind.STEP:
            return _step_line(entry, payload or {}, by)
    return Line(_change(entry), entry.at, "event", by, _reason(payload))


def _step_line(entry: Entry, payload: dict[str, Any], by: str) -> Line:
    day = {"day": date_format(entry.date, "SHORT_DATE_FORMAT") if entry.date else "–"}
    title = gettext("Schritt nach außen am %(day)s") % day
    body = "\n".join(part for part in (str(Step(payload["step"]).label), payload["text"]) if part)
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


def _reason(payload: dict[str, Any] | None) -> str:
    if not payload:
        return ""
    code = payload.get("closing_reason", "")
    label = str(ClosingReason(code).label) if code in ClosingReason.values else ""
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
