"""Printing poster and cards of a team."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, signed_in
from accounts.models import Team
from ateams.web.papers.typesetting import Busy, Untypesettable
from ateams.web.qr import qr_svg
from contactpoints.directory import contact_point
from contactpoints.posters import Paper, address_of, set_paper


@require_safe
@signed_in
def posters(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """Offer what can be printed for a team that one sees."""
    team = _team(request, team_id)
    address = address_of(team)
    context = {
        "team": team,
        "papers": Paper,
        "languages": settings.LANGUAGES,
        "address": address,
        "qr": qr_svg(address),
        "is_open": contact_point(team.slug) is not None,
    }
    return render(request, "contactpoints/posters.html", context)


@require_safe
@signed_in
def poster(request: StaffRequest, team_id: UUID, paper: str, language: str) -> HttpResponse:
    """Hand out one of them as a PDF."""
    team = _team(request, team_id)
    if paper not in Paper or language not in dict(settings.LANGUAGES):
        raise Http404
    try:
        content = set_paper(team, Paper(paper), language)
    except Busy:
        messages.error(request, _("Gerade wird viel gedruckt. Bitte gleich noch einmal."))
    except Untypesettable:
        messages.error(
            request,
            _("Ein Zeichen im Namen, im Raum oder in den Zeiten lässt sich nicht drucken."),
        )
    else:
        answer = HttpResponse(content, content_type="application/pdf")
        name = f"{team.slug}-{paper}-{language}.pdf"
        answer["Content-Disposition"] = content_disposition_header(True, name) or ""
        return answer
    return redirect("contactpoints:posters", team_id=team.pk)


def _team(request: StaffRequest, team_id: UUID) -> Team:
    visible = Team.objects.visible_to(request.user).select_related("institution")
    return get_object_or_404(visible.distinct(), pk=team_id)
