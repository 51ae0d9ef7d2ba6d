"""The page of the audit log, for lead and administration."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, has_right, require
from ateams.audit.enums import ADMINISTRATIVE, Action
from ateams.audit.models import Entry
from ateams.ops.log.forms import LogForm
from ateams.ops.log.rows import rows_for

PAGE_SIZE = 50


@require_safe
@require(Right.SEE_LOG)
def log(request: StaffRequest) -> HttpResponse:
    """List what was done, the newest first; the administration sees nothing about cases."""
    works_on_cases = has_right(request.user, Right.WORK_ON_CASES)
    actions = tuple(Action) if works_on_cases else ADMINISTRATIVE
    entries = Entry.objects.order_by("-id")
    if not works_on_cases:
        entries = entries.filter(action__in=ADMINISTRATIVE)
    form = LogForm(request.GET, actions=actions)
    page = Paginator(form.apply(entries), PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": rows_for(request.user, list(page)),
        "query": query.urlencode(),
        "about_cases": works_on_cases,
    }
    return render(request, "ops/log.html", context)
