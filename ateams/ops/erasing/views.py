"""What was erased, and what will be: for the lead."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, require
from ateams.ops.erasing.presenters import ReportRow, last_run
from ateams.ops.erasing.runner import AHEAD, outlook
from ateams.ops.models import ErasureReport
from incidents.models import ErasureOrder

PAGE_SIZE = 50


@require_safe
@require(Right.SEE_ERASURES)
def erasures(request: StaffRequest) -> HttpResponse:
    """Show what goes within 30 days and what has gone, in numbers alone."""
    now = timezone.now()
    page = Paginator(ErasureReport.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = outlook(timezone.localdate(now))
    context = {
        "ahead": AHEAD.days,
        "last_run": last_run(now),
        "outlook": rows,
        "due": [row for row in rows if row.now or row.soon],
        "orders_waiting": ErasureOrder.objects.filter(done_at=None).count(),
        "page": page,
        "reports": [ReportRow.of(report) for report in page],
    }
    return render(request, "ops/erasures.html", context)
