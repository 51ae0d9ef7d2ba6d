"""How a case is classified now, and what its report proposes; both are opened, never queried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import Institution
from codelists.enums import CodeList
from codelists.selectors import CodeBook
from incidents import plain_words
from incidents.classification import MAIN_KIND, Classification
from incidents.enums import Channel, EntryKind
from incidents.legible import legible
from incidents.models import Case, Entry
from vault.envelopes import OpenEnvelope


@dataclass(frozen=True)
class Classified:
    """The newest classification, and the row that counts it; none if it is not counted."""

    classification: Classification
    row_id: UUID | None


def classified(case: Case, internal: OpenEnvelope) -> Classified | None:
    """Open the newest classification of a case, in one query; nothing if there is none."""
    return classified_by(case.entries.filter(kind=EntryKind.CLASSIFIED), internal)


def classified_by(entries: Iterable[Entry], internal: OpenEnvelope) -> Classified | None:
    """Open the newest of these classifications, which stand oldest first.

    Of one that is damaged the earlier one counts: it names the same row.
    """
    payload = _newest(entries, internal)
    if payload is None:
        return None
    row = payload["counted_as"]
    return Classified(Classification.from_payload(payload), UUID(row) if row else None)


def in_words(found: Classified, book: CodeBook) -> dict[str, str]:
    """Tell a classification: the kind and the grounds."""
    said = found.classification
    grounds = book.labels(CodeList.GROUND, said.all(CodeList.GROUND))
    kind = book.label(CodeList.INCIDENT_KIND, said.one(MAIN_KIND))
    return {"kind": kind, "grounds": ", ".join(grounds)}


def proposed(case: Case, shared: OpenEnvelope) -> Classification:
    """Put into codes what the newest report has ticked, so that nobody is asked for it again."""
    answers = _newest(case.entries.filter(kind=EntryKind.REPORT), shared)
    if answers is None:
        return placed(case)
    codes = plain_words.codes({name: answers.get(name, []) for name in plain_words.QUESTIONS})
    role = _role_of_reporter(case, answers)
    if role:
        codes[CodeList.REPORTER_ROLE] = [role]
    return placed(case, answers.get("institution", ""), codes)


def placed(
    case: Case, institution_name: str = "", codes: dict[str, list[str]] | None = None
) -> Classification:
    """Return a classification that says where: at the team that reads, or at the school named."""
    institution = case.team.institution if case.team else None
    if institution is None and institution_name:
        institution = Institution.objects.filter(name=institution_name).first()
    return Classification(
        codes or {},
        institution.type if institution else "",
        institution.district if institution else "",
    )


def _newest(entries: Iterable[Entry], envelope: OpenEnvelope) -> dict[str, Any] | None:
    """Return the newest payload that can be read; the entries stand oldest first."""
    for entry in reversed(list(entries)):
        if entry.sealed and (payload := legible(entry.sealed, envelope, entry.place)) is not None:
            return payload
    return None


def _role_of_reporter(case: Case, answers: dict[str, Any]) -> str:
    if case.channel == Channel.A_TEAM_TALK:
        return "a_team"
    return "affected" if answers.get("affected") == ["me"] else ""
