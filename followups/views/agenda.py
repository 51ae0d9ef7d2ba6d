"""What is due, for whoever is signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, has_right, require
from followups.forms.lists import AgendaForm
from followups.health import troubles
from followups.selectors import due_for, grouped, recent_answers
from followups.undoing import offered


@require_safe
@require(Right.SEE_AGENDA)
def agenda(request: StaffRequest) -> HttpResponse:
    """Show what waits for this person, or all that they may see, by how pressing it is."""
    today = timezone.localdate()
    entries = due_for(request.user, today)
    mine = [entry for entry in entries if entry.is_mine]
    only_mine = AgendaForm(request.GET).only_mine
    context = {
        "groups": grouped(mine if only_mine else entries, today),
        "only_mine": only_mine,
        "mine_count": len(mine),
        "all_count": len(entries),
        "answers": recent_answers(request.user),
        "troubles": troubles(timezone.now()),
        "undo": offered(request),
        "may_see_erasures": has_right(request.user, Right.SEE_ERASURES),
        "may_see_mails": has_right(request.user, Right.SEE_MAIL_STATES),
    }
    return render(request, "followups/agenda.html", context)
