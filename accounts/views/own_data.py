"""What is stored about the own account: to read, and to take along."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, signed_in
from accounts.own_data import MOST_ROWS, own_data

SHOWN = 20


@require_safe
@signed_in
def page(request: StaffRequest) -> HttpResponse:
    """Show it, kind by kind, the newest rows of each."""
    sections = own_data(request.user, most=SHOWN)
    return render(request, "accounts/own_data.html", {"sections": sections})


@require_safe
@signed_in
def file(request: StaffRequest) -> HttpResponse:
    """Hand it out as a file that programs can read, too."""
    content = {
        section.key: {"total": section.total, "rows": list(section.rows)}
        for section in own_data(request.user, most=MOST_ROWS)
    }
    name = f"meine-daten-{timezone.localdate():%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(content, headers=headers, json_dumps_params=options)
