"""One case for those who can open it, and who has opened it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from accounts.unlocking import unlock_in_place
from incidents.openings import openings_page
from incidents.views.case_page import show_page
from incidents.views.opening import case_or_404, locked, open_or_404
from incidents.walk import arrive


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.HOLD_KEY)
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show one case with everything that its reader may see; the opening is recorded."""
    found = case_or_404(request, reference)
    arrive(request, found)
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking)
    if request.method == "POST":
        return redirect("incidents:case", reference=found.reference)
    return show_page(request, open_or_404(found, unlocking))


@require_safe
@require(Right.HOLD_KEY)
def openings(request: StaffRequest, reference: str) -> HttpResponse:
    """Show who has opened a case; whoever may open it may know, and nothing sealed is shown."""
    found = case_or_404(request, reference)
    page, lines = openings_page(found, request.GET.get("page"))
    context = {"case": found, "page": page, "openings": lines}
    return render(request, "incidents/openings.html", context)
