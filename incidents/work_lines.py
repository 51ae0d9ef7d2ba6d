"""How the office's work stands on the timeline, and how each thing went on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from codelists.enums import CodeList
from codelists.selectors import CodeBook
from incidents.agg import TwoMonths, ends_in_words
from incidents.enums import EntryKind, Kept, ReferralState
from incidents.legible import ILLEGIBLE
from incidents.lines import Line
from incidents.models import Entry

Payload = dict[str, Any]

# What became of a thing, by the kind of its entry and the change that is sealed.
CHANGES: dict[tuple[str, str], str | Promise] = {
    (EntryKind.TASK, "done"): _("Aufgabe erledigt"),
    (EntryKind.REFERRAL, ReferralState.CONSENTED): _("Verweis mit Einverständnis weitergegeben"),
    (EntryKind.REFERRAL, ReferralState.ACCEPTED): _("Verweis angenommen"),
    (EntryKind.REFERRAL, ReferralState.REFUSED): _("Verweis nicht zustande gekommen"),
    (EntryKind.AGREEMENT, Kept.KEPT): _("Vereinbarung eingehalten"),
    (EntryKind.AGREEMENT, Kept.PARTLY): _("Vereinbarung teilweise eingehalten"),
    (EntryKind.AGREEMENT, Kept.BROKEN): _("Vereinbarung nicht eingehalten"),
}
_RECALLED = 90


def kind_label(entry: Entry) -> str:
    """Return what the kind of an entry is called.

    Django's own `get_kind_display` hashes all choices anew at every call, for a hundred entries.
    """
    return str(EntryKind(entry.kind).label)


class _Thing(NamedTuple):
    """How a thing that goes on is shown, and what its row is called at an entry."""

    template: str
    name: str


_THINGS: dict[str, _Thing] = {
    EntryKind.TASK: _Thing("incidents/_task_line.html", "task"),
    EntryKind.REFERRAL: _Thing("incidents/_referral_line.html", "referral"),
    EntryKind.AGREEMENT: _Thing("incidents/_agreement_line.html", "agreement"),
}


def _intervention(entry: Entry, payload: Payload, by: str, book: CodeBook) -> Line:
    day = date_format(entry.date, "SHORT_DATE_FORMAT") if entry.date else "–"
    facts = [(gettext("Tag"), day)]
    if minutes := payload["minutes"]:
        told = ngettext("%(minutes)d Minute", "%(minutes)d Minuten", minutes) % {"minutes": minutes}
        facts.append((gettext("Dauer"), told))
    if "consent" in payload:
        facts.append((gettext("Einverständnis"), gettext("liegt vor und ist damit verbraucht")))
    return Line(
        title=book.label(CodeList.INTERVENTION, payload["code"]),
        at=entry.at,
        kind="work",
        by=by,
        body=payload["text"],
        facts=facts,
        template="incidents/_work_line.html",
    )


def _task(entry: Entry, payload: Payload, by: str, _book: CodeBook) -> Line:
    return Line(
        title=kind_label(entry),
        at=entry.at,
        kind="work",
        by=by,
        body="\n".join([payload["text"], *_counted(payload)]),
        facts=[
            (gettext("Zuständig"), str(entry.task.person or "–")),
            (gettext("Bis"), date_format(entry.task.due_on, "SHORT_DATE_FORMAT")),
        ],
        template=_THINGS[EntryKind.TASK].template,
        thing=entry.task,
    )


def _counted(payload: Payload) -> list[str]:
    """Say from when two months were counted, if the task is to look at those of the AGG."""
    if "agg" not in payload:
        return []
    return [*ends_in_words(TwoMonths.opened(payload["agg"])), gettext("Keine Rechtsberatung.")]


def _referral(entry: Entry, payload: Payload, by: str, _book: CodeBook) -> Line:
    return Line(
        title=gettext("Verweis: %(body)s") % {"body": payload["name"]},
        at=entry.at,
        kind="work",
        by=by,
        body=payload["text"],
        facts=[(gettext("Stand"), entry.referral.get_state_display())],
        template=_THINGS[EntryKind.REFERRAL].template,
        thing=entry.referral,
    )


def _agreement(entry: Entry, payload: Payload, by: str, _book: CodeBook) -> Line:
    return Line(
        title=gettext("Vereinbarung: %(partner)s") % {"partner": payload["partner"]},
        at=entry.at,
        kind="work",
        by=by,
        body=payload["text"],
        facts=[(gettext("Bis"), date_format(entry.agreement.due_on, "SHORT_DATE_FORMAT"))],
        template=_THINGS[EntryKind.AGREEMENT].template,
        thing=entry.agreement,
    )


WORK_LINES: dict[str, Callable[[Entry, Payload, str, CodeBook], Line]] = {
    EntryKind.INTERVENTION: _intervention,
    EntryKind.TASK: _task,
    EntryKind.REFERRAL: _referral,
    EntryKind.AGREEMENT: _agreement,
}


def damaged_line(entry: Entry, by: str) -> Line:
    """Tell that something does not open; what can be done with it without its words remains."""
    shown = _THINGS.get(entry.kind)
    return Line(
        title=kind_label(entry),
        at=entry.at,
        kind="work",
        by=by,
        body=str(ILLEGIBLE),
        template=shown.template if shown else "",
        thing=getattr(entry, shown.name) if shown else None,
    )


def followed_line(entry: Entry, payload: Payload, by: str, about: Payload) -> Line:
    """Tell how something went on, and in a few words what it was."""
    assert entry.about
    known = CHANGES.get((entry.about.kind, payload.get("change", "")))
    title = known or kind_label(entry)
    what = about.get("name") or about.get("text", "")
    told = (Truncator(what).chars(_RECALLED), payload.get("text", ""))
    return Line(str(title), entry.at, "event", by, "\n".join(part for part in told if part))
