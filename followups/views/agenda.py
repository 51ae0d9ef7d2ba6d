"""What is due, for whoever is signed in: as a list, in a month, and what was sent lately."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, has_right, require
from followups.agenda import AHEAD, agenda_of
from followups.agenda_page import choices, sections
from followups.counts import remember_waiting
from followups.forms.lists import SENT, AgendaForm
from followups.health import troubles
from followups.month import last_day_of, month_of
from followups.selectors import recent_answers
from followups.sent import sent_lately
from followups.undoing import offered


@require_safe
@require(Right.SEE_AGENDA)
def agenda(request: StaffRequest) -> HttpResponse:
    """Show what waits for this person, or all that they may see, by how pressing it is."""
    form, today, now = AgendaForm(request.GET), timezone.localdate(), timezone.now()
    found = agenda_of(request.user, today, _until(form, today))
    remember_waiting(request, found.waiting())
    mine = found.mine()
    bundles = mine if form.only_mine else found.bundles
    context = {
        "form": form,
        "mine_count": sum(bundle.number for bundle in mine),
        "all_count": sum(bundle.number for bundle in found.bundles),
        "choices": choices(found, bundles, form),
        "here": request.get_full_path(),
        "troubles": troubles(now),
        "undo": offered(request),
        "may_see_erasures": has_right(request.user, Right.SEE_ERASURES),
        "may_see_mails": has_right(request.user, Right.SEE_MAIL_STATES),
    }
    if form.in_calendar:
        context["month"] = month_of(found, bundles, form.first_day())
    elif form.only_part == SENT:
        context["sent"] = sent_lately(request.user, now)
    else:
        context["sections"] = sections(found, bundles, form, request.GET.get("page", ""))
        context["answers"] = recent_answers(request.user)
    return render(request, "followups/agenda.html", context)


def _until(form: AgendaForm, today: date) -> date:
    """Return the last day that is looked at: a month ahead, or as far as was asked for."""
    wanted = last_day_of(form.first_day()) if form.in_calendar else form.only_day()
    return max(today + AHEAD, wanted or today)
