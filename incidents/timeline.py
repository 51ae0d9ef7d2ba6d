"""The one timeline of a case: everything that was said and done, as far as its reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.urls import reverse

from codelists.enums import CodeList
from codelists.selectors import CodeBook, code_book
from incidents.enums import CONVERSATION_KINDS, OFFICE_KINDS, EntryKind, Show
from incidents.lines import Line, by_entry
from incidents.models import Entry
from incidents.models.entry import EntryQuerySet
from incidents.presenters import line_for_staff
from incidents.selectors import OpenCase, files_of

PAGE_SIZE = 100
# What the words of a line are looked up in.
LISTS = (CodeList.CLOSING_REASON, CodeList.INTERVENTION)


def timeline(opened: OpenCase) -> list[Line]:
    """Return everything that this reader may see of a case, oldest first, in three queries."""
    book = code_book(*LISTS)
    return _lines(opened, list(_entries(opened).order_by("at", "id")), book)


def timeline_page(
    opened: OpenCase, show: Show, number: str | None, book: CodeBook
) -> tuple[Page[Entry], list[Line]]:
    """Return one page of the timeline, newest first, and its lines; nothing else is opened."""
    entries = _entries(opened)
    if show == Show.CONVERSATION:
        entries = entries.filter(kind__in=CONVERSATION_KINDS)
    elif show == Show.WORK:
        entries = entries.exclude(kind__in=CONVERSATION_KINDS)
    page = Paginator(entries.order_by("-at", "-id"), PAGE_SIZE).get_page(number)
    return page, _lines(opened, list(page.object_list), book)


def reports_of(opened: OpenCase, book: CodeBook) -> list[Line]:
    """Return what was reported, opened, in the versions that there are."""
    found = opened.case.entries.filter(kind=EntryKind.REPORT).select_related("author")
    told = [(entry, opened.payload_of(entry)) for entry in found]
    return [
        line_for_staff(entry, payload, book=book, is_damaged=payload is None)
        for entry, payload in told
    ]


def _entries(opened: OpenCase) -> EntryQuerySet:
    entries = opened.case.entries.select_related(
        "author", "person", "about", "proposal", "task__person", "referral", "agreement"
    )
    return entries if opened.internal else entries.exclude(kind__in=OFFICE_KINDS)


def _lines(opened: OpenCase, entries: Sequence[Entry], book: CodeBook) -> list[Line]:
    files = by_entry(
        files_of(opened),
        lambda file: reverse("incidents:case-file", args=[opened.case.reference, file.id]),
    )
    known: dict[UUID, dict[str, Any] | None] = {}

    def payload_of(entry: Entry) -> dict[str, Any] | None:
        if entry.id not in known:
            known[entry.id] = opened.payload_of(entry)
        return known[entry.id]

    return [
        line_for_staff(
            entry,
            payload_of(entry),
            files.get(entry.id, ()),
            book=book,
            is_damaged=_is_damaged(opened, entry, payload_of(entry)),
            about=payload_of(entry.about) if entry.about else None,
        )
        for entry in entries
    ]


def _is_damaged(opened: OpenCase, entry: Entry, payload: dict[str, Any] | None) -> bool:
    return payload is None and bool(entry.sealed and opened.envelope_of(entry))
