"""Everything that is due until a day, for the office."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, require
from followups.ahead import due_until
from followups.forms.rules import DueForm

PAGE_SIZE = 100


@require_safe
@require(Right.SEE_RULES)
def due_list(request: StaffRequest) -> HttpResponse:
    """List what this person may see of what is due, and who is called next."""
    form = DueForm(request.GET or {"on": timezone.localdate().isoformat()})
    day = form.day
    found = due_until(day, reader_id=request.user.pk)
    context = {
        "form": form,
        "day": day,
        "today": timezone.localdate(),
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": f"on={day.isoformat()}",
    }
    return render(request, "followups/due.html", context)
