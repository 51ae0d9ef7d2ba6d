"""Cases for those who can open them: the list, one case, and who has opened it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from accounts.unlocking import unlock_in_place
from incidents.forms.queue import QueueForm, queue_order
from incidents.openings import openings_page
from incidents.piled import pile_for
from incidents.selectors import cases_of
from incidents.views.case_page import show_page
from incidents.views.opening import case_or_404, locked, open_or_404

PAGE_SIZE = 50


@require_safe
@require(Right.HOLD_KEY)
def queue(request: StaffRequest) -> HttpResponse:
    """List the cases that the signed-in account can open; plain columns, so nothing is unlocked."""
    form = QueueForm(request.GET)
    cases = queue_order(form.apply(cases_of(request.user), request.user.pk))
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "pile": pile_for(request),
    }
    return render(request, "incidents/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.HOLD_KEY)
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show one case with everything that its reader may see; the opening is recorded."""
    found = case_or_404(request, reference)
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
