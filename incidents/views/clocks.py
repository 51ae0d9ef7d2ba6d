"""The page on which the lead sees all clocks, and gives them other times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, require
from incidents.clocks import Clocks, Span, Unit, read_clocks, span_of
from incidents.enums import Clock
from incidents.forms.clocks import ClockForm
from incidents.services.clocks import set_clock

# Changes of many years; what is older is no longer of use to anybody.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One clock on the page: what holds today, and what was and will be."""

    label: str
    now: str
    pauses: bool
    others: list[tuple[str, date, bool]]


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.SET_CLOCKS)
def clocks(request: StaffRequest) -> HttpResponse:
    """Show all clocks; a new value holds from a day to come."""
    form = ClockForm(request.POST or None)
    if form.is_valid():
        set_clock(by=request.user, **form.cleaned_data)
        messages.success(request, gettext("Gespeichert. Was schon läuft, läuft weiter wie bisher."))
        return redirect("incidents:clocks")
    today = timezone.localdate()
    known = read_clocks()
    context = {"form": form, "rows": [_row(clock, known, today) for clock in Clock]}
    return render(request, "incidents/clocks.html", context)


def _row(clock: Clock, known: Clocks, today: date) -> Row:
    now = known.at(clock, today)
    rules = known.values(clock)
    current = next((rule for rule in rules if rule.valid_from <= today), None)
    others = [
        (_words(span_of(rule)), rule.valid_from, rule.valid_from > today)
        for rule in rules[:SHOWN]
        if rule != current
    ]
    return Row(str(clock.label), _words(now), now.pauses, others)


def _words(span: Span) -> str:
    number = {"number": span.number}
    match span.unit:
        case Unit.WORKING_DAYS:
            return ngettext("%(number)d Arbeitstag", "%(number)d Arbeitstage", span.number) % number
        case Unit.MONTHS:
            return ngettext("%(number)d Monat", "%(number)d Monate", span.number) % number
    return ngettext("%(number)d Tag", "%(number)d Tage", span.number) % number
