"""The public directory of contact points. Needs no script, sets no cookie."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contactpoints.directory import contact_point, contact_points, districts
from contactpoints.forms.directory import DirectoryForm


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """List the open contact points, of one part of the city if one is chosen."""
    points = contact_points()
    form = DirectoryForm(request.GET, districts=districts(points))
    district = form.cleaned_data["district"] if form.is_valid() else ""
    shown = [point for point in points if not district or point.district == district]
    context = {"form": form, "points": shown, "district": district}
    return render(request, "contactpoints/teams.html", context)


@require_safe
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one open contact point: how one reaches it, whom it names, and the way to report."""
    point = contact_point(slug)
    if point is None:
        raise Http404
    page = render(request, "contactpoints/team.html", {"point": point, "team": point.team})
    page["X-Robots-Tag"] = "noindex"  # names must be gone once they are taken back
    return page
