"""Whether everything behind the pages runs, for whoever can do something about it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, require
from followups.health_page import health_page


@require_safe
@require(Right.SEE_MAIL_STATES)
def health(request: StaffRequest) -> HttpResponse:
    """Show what does not work and what helps, each periodic job, and how many mails wait."""
    return render(request, "followups/health.html", {"health": health_page(timezone.now())})
