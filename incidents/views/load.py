"""Supervision: who of the office has how many cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, require
from incidents.loads import loads


@require_safe
@require(Right.SEE_LOAD)
def load(request: StaffRequest) -> HttpResponse:
    """Show a lead the numbers of each person, with the way to their cases in the list."""
    context = {"loads": loads(request.user)}
    return render(request, "incidents/load.html", context)
