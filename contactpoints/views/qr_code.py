"""The way from a poster to the report form."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Team


@require_safe
def qr_code(_request: HttpRequest, slug: str) -> HttpResponseRedirect:
    """Open the report form for the team whose QR code was scanned, in the visitor's language."""
    team = get_object_or_404(Team, slug=slug)
    query = urlencode({"team": team.slug})
    return redirect(f"{reverse('public:report')}?{query}")
