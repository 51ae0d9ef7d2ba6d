"""How the agenda is laid out: headings, pages, and the choices above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followups.agenda import Agenda, Bundle, Entry, Pressing
from followups.forms.lists import SENT, AgendaForm

# Under each heading of the overview, and on a page of one heading.
SHOWN, PAGE_SIZE = 15, 50
_TONES = {Pressing.ADRIFT: "danger", Pressing.OVERDUE: "danger", Pressing.TODAY: "warning"}


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its first items, or with one page of them."""

    title: str | Promise
    tone: str
    total: int
    entries: list[Entry]
    more_url: str = ""
    page: Page[int] | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list, and how many there are."""

    label: str | Promise
    url: str
    current: bool
    count: int | None = None


def sections(
    agenda: Agenda, bundles: Sequence[Bundle], form: AgendaForm, page: str
) -> list[Section]:
    """Return all headings with their first items, or the one heading or day that was chosen."""
    if form.only_day() or form.only_part:
        return [section] if (section := _one(agenda, bundles, form, page)) else []
    groups = agenda.sorted_by_pressure(bundles)
    filled = {part: group for part, group in groups.items() if group}
    shown = agenda.entries(*filled.values(), most=SHOWN)
    return [
        Section(
            part.label,
            _TONES.get(part, ""),
            total := _count(group),
            entries,
            form.query(part=part) if total > SHOWN else "",
        )
        for (part, group), entries in zip(filled.items(), shown, strict=True)
    ]


def choices(agenda: Agenda, bundles: Sequence[Bundle], form: AgendaForm) -> list[Choice]:
    """Return the ways to narrow the list; those for which there is nothing are left out."""
    groups = agenda.sorted_by_pressure(bundles)
    is_overview = not (form.only_part or form.only_day() or form.in_calendar)
    narrow = [
        Choice(part.label, form.query(part=part), form.only_part == part, _count(groups[part]))
        for part in (Pressing.OVERDUE, Pressing.ADRIFT)
        if groups[part] or form.only_part == part
    ]
    return [
        Choice(_("Liste"), form.query() or "?", is_overview),
        Choice(_("Kalender"), form.query(view="calendar"), form.in_calendar),
        *narrow,
        Choice(_("Zuletzt verschickt"), form.query(part=SENT), form.only_part == SENT),
    ]


def _one(
    agenda: Agenda, bundles: Sequence[Bundle], form: AgendaForm, number: str
) -> Section | None:
    """Return one page of the day or the heading that was chosen; None where there is nothing."""
    if day := form.only_day():
        found = [bundle for bundle in bundles if bundle.due_on == day]
        title: str | Promise = date_format(day, "l, j. F Y")
        tone, query = "", form.query(day=day.isoformat())
    else:
        part = Pressing(form.only_part)
        found = agenda.sorted_by_pressure(bundles)[part]
        title, tone, query = part.label, _TONES.get(part, ""), form.query(part=part)
    if not found:
        return None
    page = Paginator(range(_count(found)), PAGE_SIZE).get_page(number)
    (entries,) = agenda.entries(found, skip=page.start_index() - 1, most=PAGE_SIZE)
    shown = query.removeprefix("?")
    return Section(title, tone, page.paginator.count, entries, page=page, query=shown)


def _count(bundles: Sequence[Bundle]) -> int:
    return sum(bundle.number for bundle in bundles)
