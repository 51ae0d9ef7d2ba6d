"""What stands in a copy of a case: for the office all of it, for others what the reporter sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext

from codelists.enums import CodeList
from codelists.selectors import CodeBook, code_book
from incidents.attachments import DamagedFile, OpenedFile
from incidents.consent_cards import cards_for_staff
from incidents.enums import CONVERSATION_KINDS, EntryKind
from incidents.legible import legible
from incidents.lines import Line, by_entry
from incidents.models import Entry
from incidents.presenters import line_for_staff, voice
from incidents.selectors import OpenCase, consents_of, files_of
from incidents.timeline import timeline

# What lies in memory at once. A single file may be larger; it then is a part of its own.
PART_BYTES = 40 * 1024 * 1024


@dataclass(frozen=True)
class CaseCopy:
    """A case as a copy tells it. Made in the request of somebody who has opened it."""

    title: str
    facts: list[tuple[str, str]]
    lines: list[Line]
    parts: list[list[OpenedFile]]


def copy_for_office(opened: OpenCase) -> CaseCopy:
    """Gather everything that the office can open, consents included."""
    lines = sorted([*_consents(opened), *timeline(opened)], key=lambda line: line.at)
    return _copy(opened, lines, files_of(opened))


def copy_for_others(opened: OpenCase) -> CaseCopy:
    """Gather what the reporter sees, without how to reach them; nobody of the staff is named."""
    shared = replace(opened, internal=None)
    entries = list(opened.case.entries.filter(kind__in=CONVERSATION_KINDS))
    told = {entry.id for entry in entries}
    files = [file for file in files_of(shared) if file.entry_id in told]
    grouped = by_entry(files, lambda _file: "")
    book = code_book(CodeList.CLOSING_REASON)
    lines = [_told_to_others(entry, opened, book) for entry in entries]
    with_files = [
        replace(line, files=grouped.get(entry.id, ()))
        for line, entry in zip(lines, entries, strict=True)
    ]
    return _copy(shared, with_files, files)


def parts_of(files: Iterable[OpenedFile]) -> list[list[OpenedFile]]:
    """Spread files over parts that fit into memory; there is always a first part."""
    parts: list[list[OpenedFile]] = [[]]
    for file in files:
        if parts[-1] and sum(one.size for one in parts[-1]) + file.size > PART_BYTES:
            parts.append([])
        parts[-1].append(file)
    return parts


def as_text(copy: CaseCopy) -> str:
    """Tell a copy in plain text: whatever signs it has, nothing is lost."""
    return "\n".join(_paragraphs(copy))


def _copy(
    opened: OpenCase, lines: list[Line], files: Iterable[OpenedFile | DamagedFile]
) -> CaseCopy:
    case = opened.case
    facts = [
        (gettext("Eingang"), date_format(case.received_at, "SHORT_DATETIME_FORMAT")),
        (gettext("Kontaktweg"), case.get_channel_display()),
    ]
    if opened.internal:
        facts += [
            (gettext("Status"), case.get_state_display()),
            (gettext("Zuständig"), str(case.responsible or "–")),
        ]
    facts.append((gettext("Zu vernichten bis"), date_format(case.gone_by, "SHORT_DATE_FORMAT")))
    whole = [file for file in files if isinstance(file, OpenedFile)]
    title = gettext("Fall %(reference)s") % {"reference": case.reference}
    return CaseCopy(title, facts, lines, parts_of(whole))


def _consents(opened: OpenCase) -> Iterator[Line]:
    told = consents_of(opened.case, opened.shared, opened.internal)
    asked_at = {one.consent.id: one.consent.asked_at for one in told}
    for card in cards_for_staff(told):
        body = [card.what, card.who, *card.sentences, card.answer, card.reason]
        yield Line(
            title=gettext("Einverständnis: %(step)s") % {"step": card.step},
            at=asked_at[card.id],
            body="\n".join(part for part in body if part),
        )


def _told_to_others(entry: Entry, opened: OpenCase, book: CodeBook) -> Line:
    assert entry.sealed
    payload = legible(entry.sealed, opened.shared, entry.place)
    if payload and entry.kind == EntryKind.REPORT:
        payload.pop("contact", None)
    by = voice(entry.author_role) if entry.author_role else gettext("meldende Person")
    line = line_for_staff(entry, payload, book=book, is_damaged=payload is None)
    return replace(line, by=by)


def _paragraphs(copy: CaseCopy) -> Iterator[str]:
    yield copy.title
    yield from (f"{name}: {value}" for name, value in copy.facts)
    for line in copy.lines:
        yield ""
        yield head_of(line)
        if line.body:
            yield line.body
        yield from (f"{name}: {value}" for name, value in line.facts)
        yield from (f"[{shown.file.download_name}]" for shown in line.files)


def head_of(line: Line) -> str:
    """Say what, when and by whom in one line."""
    parts = [line.title, date_format(line.at, "SHORT_DATETIME_FORMAT"), line.by]
    return " · ".join(part for part in parts if part)
